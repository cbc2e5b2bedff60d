import { assert, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import '../src/climat-guardian-card.ts';
import type { ClimatGuardianRoom } from '../src/elements/climat-guardian-room.ts';
import type { ClimatGuardianRoomBadge } from '../src/elements/climat-guardian-room-badge.ts';
import { RoomHoldEvent, RoomSelectEvent } from '../src/elements/room-events.ts';
import { sampleRoom } from './samples.ts';

type Pressed = ClimatGuardianRoom | ClimatGuardianRoomBadge;

/** @param leads whether the host acts upon a hold */
async function pressed({ leads = true, selectable = true, badge = false } = {}) {
  const room = sampleRoom();
  const element = await fixture<Pressed>(
    badge
      ? html`<climat-guardian-room-badge
          .room=${room}
          .selectable=${selectable}
        ></climat-guardian-room-badge>`
      : html`<climat-guardian-room .room=${room} .selectable=${selectable}></climat-guardian-room>`,
  );
  const said: string[] = [];
  element.addEventListener(RoomSelectEvent.type, ({ roomId }) => said.push(`select ${roomId}`));
  element.addEventListener(RoomHoldEvent.type, (event) => {
    said.push(`hold ${event.roomId}`);
    if (leads) event.preventDefault();
  });
  const { x, y, width, height } = element.getBoundingClientRect();
  const middle: [number, number] = [Math.round(x + width / 2), Math.round(y + height / 2)];
  const menu = (): boolean =>
    (element.shadowRoot?.querySelector('button') ?? element).dispatchEvent(
      new MouseEvent('contextmenu', { bubbles: true, composed: true, cancelable: true }),
    );
  return { element, said, middle, menu };
}

describe('a press', () => {
  afterEach(async () => {
    await sendMouse({ type: 'up' });
  });

  for (const badge of [false, true]) {
    it(`on ${badge ? 'a badge' : 'a room'} selects it, and one that is held is told as that alone`, async () => {
      const { element, said, middle } = await pressed({ badge });
      await sendMouse({ type: 'click', position: middle });
      assert.deepEqual(said, ['select study']);
      await sendMouse({ type: 'move', position: middle });
      const held = oneEvent(element, RoomHoldEvent.type);
      await sendMouse({ type: 'down' });
      await held;
      await sendMouse({ type: 'up' });
      assert.deepEqual(said, ['select study', 'hold study']);
      await sendMouse({ type: 'click', position: middle });
      assert.deepEqual(said, ['select study', 'hold study', 'select study']);
    });
  }

  it('that is held where that leads nowhere is a tap', async () => {
    const { element, said, middle } = await pressed({ leads: false });
    await sendMouse({ type: 'move', position: middle });
    const held = oneEvent(element, RoomHoldEvent.type);
    await sendMouse({ type: 'down' });
    await held;
    await sendMouse({ type: 'up' });
    assert.deepEqual(said, ['hold study', 'select study']);
  });

  it('that moves away is no hold', async () => {
    const { element, said, middle } = await pressed();
    const other = await pressed();
    await sendMouse({ type: 'move', position: middle });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [middle[0] + 30, middle[1]] });
    // Longer than the first one would have had to be held.
    const held = oneEvent(other.element, RoomHoldEvent.type);
    other.element.shadowRoot
      ?.querySelector('button')
      ?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true, button: 0 }));
    await held;
    assert.deepEqual(said, []);
    assert.isTrue(element.isConnected);
  });

  it('of the right button asks for the menu, which is the browser’s where a hold leads nowhere', async () => {
    const { said, middle } = await pressed();
    await sendMouse({ type: 'click', position: middle, button: 'right' });
    assert.deepEqual(said, ['hold study']);
    assert.isFalse((await pressed()).menu());
    assert.isTrue((await pressed({ leads: false })).menu());
  });

  it('by a finger, which the browser takes for a request for the menu too, is one hold', async () => {
    const { element, said, menu } = await pressed();
    const button = element.shadowRoot?.querySelector('button');
    button?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true, button: 0 }));
    menu();
    menu();
    button?.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, composed: true }));
    button?.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, detail: 1 }));
    assert.deepEqual(said, ['hold study']);
  });

  it('has keys: Enter and Space for a tap, Shift+Enter for a hold', async () => {
    const { said } = await pressed();
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Space' });
    await sendKeys({ press: 'Shift+Enter' });
    assert.deepEqual(said, ['select study', 'select study', 'hold study']);
  });

  it('leads nowhere where the room is not selectable, and the browser keeps its menu', async () => {
    const { said, middle, menu } = await pressed({ selectable: false });
    await sendMouse({ type: 'click', position: middle });
    assert.isTrue(menu());
    assert.deepEqual(said, []);
  });
});
