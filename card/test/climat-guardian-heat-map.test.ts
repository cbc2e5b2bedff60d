import { assert, fixture, html } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../src/history/heat-map.ts';
import type { ClimatGuardianHeatMap } from '../src/history/climat-guardian-heat-map.ts';
import { calendarOf } from '../src/history/calendar.ts';
import type { PastSource } from '../src/history/past-source.ts';
import { presetView } from '../src/history/view.ts';
import { createLocale } from '../src/i18n/locale.ts';
import { historyOf } from './rendered-history.ts';
import { HOUR, hour, now, samplePast, SampleSource } from './sample-past.ts';
import { sampleRoom } from './samples.ts';
import { until } from './until.ts';

const year = presetView(calendarOf('Europe/Zurich'), 'year', now);
/** All hours of the year but those of 3 March. */
const hours = Array.from({ length: (now - year.from) / HOUR }, (_, n) =>
  hour(year.from + n * HOUR, n % 24),
).filter(({ from }) => !new Date(from).toISOString().startsWith('2026-03-03'));

async function heatMapOf(source: PastSource, view = year) {
  await setViewport({ width: 1000, height: 800 });
  const element = await fixture<ClimatGuardianHeatMap>(
    html`<climat-guardian-heat-map
      .room=${sampleRoom()}
      .source=${source}
      .view=${view}
      .now=${now}
      .locale=${createLocale({ language: 'en-GB' })}
    ></climat-guardian-heat-map>`,
  );
  const text = (selector: string): string =>
    element.shadowRoot?.querySelector<HTMLElement>(selector)?.innerText.replace(/\s+/g, ' ').trim() ?? '';
  return { element, text };
}

describe('the heat map', () => {
  it('asks for each hour of a year, and draws it with its scale', async () => {
    const source = new SampleSource({ past: () => samplePast(hours) });
    const { element, text } = await heatMapOf(source);
    await until(() => text('.legend') !== '', 'drawn');
    assert.strictEqual(text('.legend'), '0.0 °C 23.0 °C No readings');
    assert.strictEqual(source.last()?.points, 8762);
    const canvas = element.shadowRoot?.querySelector('canvas');
    const pixels = canvas?.getContext('2d')?.getImageData(60, 10, 40, 40).data ?? [];
    assert.isAbove(new Set(pixels).size, 10, 'in colours');
    await assert.isAccessible(element);
  });

  it('reads an hour off by keys, and says why one is missing', async () => {
    const missing = { from: Date.parse('2026-03-03T00:00:00Z'), until: Date.parse('2026-03-04T00:00:00Z') };
    const source = new SampleSource({
      can: { causes: true },
      past: () => samplePast(hours),
      gaps: [{ ...missing, cause: 'wifi' }],
    });
    const { element, text } = await heatMapOf(source);
    await until(() => text('.legend') !== '', 'drawn');
    element.shadowRoot?.querySelector('canvas')?.focus();
    element.chosen = [60, 12]; // 2 March
    await sendKeys({ press: 'ArrowUp' });
    await until(() => text('.read') === '2 Mar 2026, 13:00–14:00: 13.0 °C', 'an hour');
    await sendKeys({ press: 'ArrowRight' });
    await until(() => text('.read') === '3 Mar 2026, 13:00–14:00: Wi-Fi lost', 'a missing one');
  });

  it('makes no hours up where there are none, or too many', async () => {
    const days = new SampleSource({
      past: () => samplePast([{ ...hour(year.from, 20), until: year.from + 24 * HOUR }], { tier: 'day' }),
    });
    const daily = await heatMapOf(days);
    await until(() => daily.text('.empty').startsWith('For so long there are no hours'), 'no hours');
    const source = new SampleSource();
    const long = await heatMapOf(source, { from: year.from - 366 * 24 * HOUR, until: year.until });
    await until(() => long.text('.empty').startsWith('For so long there are no hours'), 'too long');
    assert.strictEqual(source.asked.length, 0);
  });

  it('is a third way to look at a history, where the host offers it', async () => {
    const { element, press, root, settled } = await historyOf(
      new SampleSource({ past: () => samplePast(hours) }),
    );
    await settled();
    assert.throws(() => {
      press('Day by hour');
    });
    element.heatMap = true;
    await element.updateComplete;
    press('Day by hour');
    await until(
      () => root.querySelector('climat-guardian-heat-map')?.shadowRoot?.querySelector('canvas'),
      'a heat map',
    );
    assert.deepEqual(element.view, year, 'of a year, as a day is one column');
  });
});
