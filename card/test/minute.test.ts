import { assert } from '@open-wc/testing';
import { Minute } from '../src/elements/minute.ts';
import { until } from './until.ts';

/** As much of an element as has a minute. */
function host(stepMs?: number) {
  let renders = 0;
  const minute = new Minute(
    {
      addController: () => undefined,
      removeController: () => undefined,
      requestUpdate: () => (renders += 1),
      updateComplete: Promise.resolve(true),
    },
    stepMs,
  );
  return { minute, renders: () => renders };
}

function look(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('the minute', () => {
  afterEach(() => {
    Reflect.deleteProperty(document, 'hidden');
  });

  it('renders its host again and again, until that is taken away', async () => {
    const [gone, there] = [host(5), host(5)];
    gone.minute.hostConnected();
    there.minute.hostConnected();
    await until(() => gone.renders() > 2, 'renders');
    gone.minute.hostDisconnected();
    const before = gone.renders();
    const other = there.renders();
    await until(() => there.renders() > other + 5, 'more of the other');
    there.minute.hostDisconnected();
    assert.strictEqual(gone.renders(), before);
  });

  it('stands still while nobody can look, and is right at once when somebody does', async () => {
    const { minute, renders } = host(5);
    const slow = host();
    minute.hostConnected();
    slow.minute.hostConnected();
    look(true);
    const before = renders();
    const other = host(5);
    Reflect.deleteProperty(document, 'hidden');
    other.minute.hostConnected();
    await until(() => other.renders() > 5, 'renders of another');
    assert.strictEqual(renders(), before);
    const first = slow.renders();
    look(false);
    assert.strictEqual(slow.renders(), first + 1);
    await until(() => renders() > before + 2, 'renders');
    for (const each of [minute, other.minute, slow.minute]) each.hostDisconnected();
  });

  it('is a full one, and moves on with the steps alone, lest a reading between them redraw all rooms', () => {
    const realNow = Date.now;
    try {
      Date.now = () => 1_000_000_000;
      const { minute } = host();
      minute.hostConnected();
      assert.strictEqual(minute.now, 999_960_000);
      Date.now = () => 1_000_060_000;
      assert.strictEqual(minute.now, 999_960_000);
      look(false);
      assert.strictEqual(minute.now, 1_000_020_000);
      minute.hostDisconnected();
    } finally {
      Date.now = realNow;
    }
  });
});
