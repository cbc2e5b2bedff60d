import { assert, fixture, html } from '@open-wc/testing';
import { createLocale } from '../src/i18n/locale.ts';
import { layoutOf, layoutSwitch, rememberedLayout, rememberLayout } from '../src/page/layout-switch.ts';

const { text } = createLocale({ language: 'en' });

describe("the rooms of the bridge's page", () => {
  it('are tiles as long as these are on a screen, else lines, unless somebody says otherwise', () => {
    assert.strictEqual(layoutOf(8, null), 'tile');
    assert.strictEqual(layoutOf(40, null), 'line');
    assert.strictEqual(layoutOf(40, 'tile'), 'tile');
    assert.strictEqual(layoutOf(8, 'line'), 'line');
  });

  it('are switched by two buttons that say what they do and which of them holds', async () => {
    const chosen: string[] = [];
    const choose = (layout: string): void => {
      chosen.push(layout);
    };
    const element = await fixture(html`<div>${layoutSwitch(8, 'tile', { text, choose })}</div>`);
    const buttons = [...element.querySelectorAll('button')];
    assert.deepEqual(
      buttons.map((button) => [button.textContent.trim(), button.ariaPressed]),
      [
        ['Tiles', 'true'],
        ['List', 'false'],
      ],
    );
    await assert.isAccessible(element);
    buttons[1]?.click();
    assert.deepEqual(chosen, ['line']);
    const few = await fixture(html`<div>${layoutSwitch(3, 'tile', { text, choose })}</div>`);
    assert.isTrue(few.querySelector('button') === null);
  });

  it('are as somebody chose them before, where the browser keeps that', () => {
    localStorage.clear();
    assert.isTrue(rememberedLayout() === null);
    rememberLayout('line');
    assert.strictEqual(rememberedLayout(), 'line');
    localStorage.setItem('climat-guardian-layout', 'circles');
    assert.isTrue(rememberedLayout() === null);
    localStorage.clear();
  });
});
