import { assert, nextFrame } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Gap } from '../src/history/past.ts';
import { historyOf } from './rendered-history.ts';
import { HOUR, hour, morning, now, samplePast, SampleSource } from './sample-past.ts';
import { until } from './until.ts';

const DAY = 24 * HOUR;

describe('the history', () => {
  it('shows the last day first, asking for as many points as it has pixels', async () => {
    const source = new SampleSource();
    const { element, drawn, settled, text } = await historyOf(source);
    await settled();
    assert.deepEqual(source.asked.length, 1);
    const {
      from,
      until: end,
      points,
      quantity,
    } = source.last() ?? { from: 0, until: 0, points: 0, quantity: '' };
    assert.deepEqual([end - from, end, quantity], [DAY, now, 'temperature']);
    assert.isAbove(points, 500);
    assert.isAtMost(points, element.clientWidth);
    assert.deepEqual(drawn(), [8]);
    assert.deepEqual(text('.entry'), ['Study 13.5 to 21.5 °C']);
  });

  it('draws no more points than pixels, whatever a source answers', async () => {
    const source = new SampleSource({
      past: ({ from, until: end }) => {
        const step = (end - from) / 50_000;
        return samplePast(
          Array.from({ length: 50_000 }, (_, n) => ({
            ...hour(from + n * step, n % 10),
            until: from + (n + 1) * step,
          })),
        );
      },
    });
    const { drawn, settled } = await historyOf(source);
    await settled();
    await until(() => (drawn()[0] ?? 0) > 0, 'drawn');
    assert.isAtMost(drawn()[0] ?? Infinity, source.last()?.points ?? 0);
    assert.isAbove(drawn()[0] ?? 0, 500);
  });

  it('goes by day, week, month, year and ten years of the building', async () => {
    const source = new SampleSource({ timeZone: 'Pacific/Auckland' }); // 23:04 there, and half past six in the browser's
    const { press, settled, text } = await historyOf(source);
    await settled();
    for (const [button, from, end, heading] of [
      ['Day', '2026-11-20T11:00:00.000Z', '2026-11-21T11:00:00.000Z', 'Saturday, 21 November 2026'],
      ['Week', '2026-11-15T11:00:00.000Z', '2026-11-22T11:00:00.000Z', '16 – 22 November 2026'],
      ['Month', '2026-10-31T11:00:00.000Z', '2026-11-30T11:00:00.000Z', 'November 2026'],
      ['Year', '2025-12-31T11:00:00.000Z', '2026-12-31T11:00:00.000Z', '2026'],
      ['10 years', '2016-12-31T11:00:00.000Z', '2026-12-31T11:00:00.000Z', '2017 – 2026'],
    ] as const) {
      press(button);
      await until(() => source.last()?.from === Date.parse(from), button);
      assert.strictEqual(source.last()?.until, Date.parse(end));
      assert.deepEqual(text('h2'), [heading]);
    }
    press('Day');
    press('Earlier');
    await until(() => text('h2')[0] === 'Friday, 20 November 2026', 'the day before');
    press('Now');
    await until(() => text('h2')[0] === 'Saturday, 21 November 2026', 'today again');
  });

  it('ends a question that is overtaken, and draws only the last one’s answer', async () => {
    const answers: (() => void)[] = [];
    const source = new SampleSource({
      past: ({ quantity }) =>
        new Promise((resolve) => {
          answers.push(() => {
            resolve(
              quantity === 'humidity'
                ? samplePast([hour(now - HOUR, 44, { min: 43, max: 45 })], { quantity, unit: '%' })
                : morning,
            );
          });
        }),
    });
    const { press, text, settled } = await historyOf(source);
    await until(() => answers.length === 1, 'asked');
    press('Humidity');
    await until(() => answers.length === 2, 'asked again');
    assert.isTrue(source.asked[0]?.signal.aborted);
    answers[1]?.();
    await settled();
    answers[0]?.();
    await nextFrame();
    assert.deepEqual(text('.entry'), ['Study 43 to 45 %']);
    assert.isFalse(source.asked[1]?.signal.aborted);
  });

  it('tells causes where the source has them, and invents none where it has not', async () => {
    const gaps = [{ from: now - 4 * HOUR, until: now - 2 * HOUR, cause: 'wifi' as const }];
    const knowing = new SampleSource({ can: { causes: true }, gaps });
    const { text, settled, press } = await historyOf(knowing);
    await settled();
    assert.deepEqual(text('.gap'), ['Wi-Fi lost 21 Nov 2026, 07:04–09:04']);
    press('Table');
    await until(() => text('.missing').length === 1, 'the gap as a row');
    assert.deepEqual(text('.missing'), ['21 Nov 2026, 07:04–09:04 Wi-Fi lost']);

    const ignorant = new SampleSource({ gaps });
    const without = await historyOf(ignorant);
    await without.settled();
    assert.deepEqual(without.text('.gap'), ['No readings 21 Nov 2026, 07:04–09:04']);
    assert.strictEqual(ignorant.askedForGaps, 0);
  });

  it('draws what there is before it is found out why the rest is not', async () => {
    const found = Promise.withResolvers<readonly Gap[]>();
    const { text, settled, drawn } = await historyOf(
      new SampleSource({ can: { causes: true }, gaps: found.promise }),
    );
    await until(() => drawn()[0] === 8, 'drawn');
    assert.deepEqual(text('.gap'), ['No readings 21 Nov 2026, 07:04–09:04']);
    found.resolve([{ from: now - 4 * HOUR, until: now - 2 * HOUR, cause: 'device-off' }]);
    await settled();
    assert.deepEqual(text('.gap'), ['Sensor without power 21 Nov 2026, 07:04–09:04']);
  });

  it('says coverage only where the source knows it', async () => {
    const knowing = await historyOf(new SampleSource({ can: { coverage: true } }));
    await knowing.settled();
    assert.include(knowing.text('.notes')[0], 'Ribbon');
    knowing.press('Table');
    await until(() => knowing.text('thead')[0] === 'Time Mean Lowest Highest Coverage', 'with coverage');

    const ignorant = await historyOf(new SampleSource());
    await ignorant.settled();
    assert.notInclude(ignorant.text('.notes')[0], 'Ribbon');
    ignorant.press('Table');
    await until(() => ignorant.text('thead')[0] === 'Time Mean Lowest Highest', 'without');
  });

  it('calls Home Assistant’s means its own', async () => {
    const source = new SampleSource({ past: () => ({ ...morning, meansBy: 'home-assistant' }) });
    const { text, settled } = await historyOf(source);
    await settled();
    assert.include(text('.notes')[0], 'Means by Home Assistant');
    const ours = await historyOf(new SampleSource());
    await ours.settled();
    assert.notInclude(ours.text('.notes')[0], 'Home Assistant');
  });

  it('has all that the graph has as a table, in order, with its gaps', async () => {
    const { press, text, settled } = await historyOf(new SampleSource());
    await settled();
    press('Table');
    await until(() => text('tbody tr').length > 0, 'a table');
    const rows = text('tbody tr');
    assert.strictEqual(rows.length, 9);
    assert.strictEqual(rows[0], '21 Nov 2026, 01:04–02:04 21.0 °C 20.5 °C 21.5 °C');
    assert.strictEqual(rows[6], '21 Nov 2026, 07:04–09:04 No readings');
    assert.strictEqual(rows[7], '21 Nov 2026, 09:04–10:04 15.0 °C 14.5 °C 15.5 °C');
  });

  it('lays several rooms over each other, each with its own line, and takes them away again', async () => {
    const source = new SampleSource();
    const { root, press, text, settled } = await historyOf(source);
    await settled();
    const select = root.querySelector('select');
    if (select === null) throw new Error('no rooms to choose');
    select.value = 'kitchen';
    select.dispatchEvent(new Event('change'));
    await until(() => text('.entry').length === 2 && source.last('kitchen') !== undefined, 'two rooms');
    const swatches = [...root.querySelectorAll('.legend .swatch')].map(
      (each) =>
        `${each.getAttribute('class') ?? ''} ${each.querySelector('path')?.getAttribute('stroke-dasharray') ?? ''}`,
    );
    assert.strictEqual(new Set(swatches).size, 2);
    press('Remove Study');
    await until(() => text('.entry').length === 1, 'one');
    assert.match(text('.entry')[0] ?? '', /^Kitchen/);
    assert.strictEqual(
      root.querySelector('.legend .swatch')?.getAttribute('class'),
      'swatch line-2',
      'as before',
    );
  });

  it('lays this year over earlier ones, by date, where the source can', async () => {
    const source = new SampleSource({
      can: { earlierYears: true },
      periods: () => ({
        past: samplePast([hour(Date.parse('2026-03-01T11:00:00Z'), 12)], { tier: 'day' }),
        earlier: [
          {
            yearsBefore: 1,
            past: samplePast([hour(Date.parse('2025-03-01T11:00:00Z'), 10)], { tier: 'day' }),
          },
          // 29 February 2024 begins where 1 March does, and has no length of its own.
          {
            yearsBefore: 2,
            past: samplePast(
              [
                { ...hour(Date.parse('2024-02-28T23:00:00Z'), 9), until: Date.parse('2024-02-29T23:00:00Z') },
                hour(Date.parse('2024-03-01T11:00:00Z'), 11),
              ],
              { tier: 'day' },
            ),
          },
        ],
      }),
    });
    const { press, text, drawn, settled } = await historyOf(source);
    await settled();
    press('Year');
    await until(() => text('.single')[0] === 'Earlier years', 'offered');
    press('Earlier years');
    await until(() => text('.entry').length === 3, 'three years');
    assert.deepEqual(text('.entry'), ['2026 11.5 to 12.5 °C', '2025 9.5 to 10.5 °C', '2024 10.5 to 11.5 °C']);
    assert.deepEqual(
      source.askedForPeriods.map(({ every, earlierYears }) => [every, earlierYears]),
      [['day', 5]],
    );
    assert.deepEqual(drawn(), [1, 1, 1]);
    const cannot = await historyOf(new SampleSource());
    await cannot.settled();
    cannot.press('Year');
    await cannot.settled();
    assert.deepEqual(cannot.text('.single'), []);
  });

  it('is moved and stretched by keys, wheel and pointer', async () => {
    const source = new SampleSource();
    const { element, plot, settled } = await historyOf(source);
    await settled();
    const span = () => (element.view?.until ?? 0) - (element.view?.from ?? 0);
    const end = () => (element.view?.until ?? 0) - now;
    plot()?.focus();
    await sendKeys({ press: 'ArrowLeft' });
    assert.strictEqual(end(), -0.1 * DAY);
    await sendKeys({ press: '+' });
    assert.strictEqual(span(), DAY / 2);
    await sendKeys({ press: '-' });
    await sendKeys({ press: 'End' });
    assert.deepEqual([span(), end()], [DAY, 0]);
    await sendKeys({ press: 'PageUp' });
    assert.strictEqual(end(), -DAY);
    await sendKeys({ press: 'Home' });
    assert.isAbove(span(), 3650 * DAY);
    await sendKeys({ press: 'End' });

    const wheel = (change: WheelEventInit): boolean =>
      plot()?.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, ...change })) ?? true;
    const before = span();
    assert.isTrue(wheel({ deltaY: 100 }), 'the page scrolls');
    assert.strictEqual(span(), before);
    assert.isFalse(wheel({ deltaY: -100, ctrlKey: true }), 'the page is not zoomed');
    assert.isBelow(span(), before);

    await element.updateComplete;
    const stretched = span();
    const from = element.view?.from ?? 0;
    const box = plot()?.getBoundingClientRect() ?? new DOMRect();
    const point = (type: string, pointerId: number, share: number): void => {
      plot()?.dispatchEvent(
        new PointerEvent(type, {
          pointerId,
          clientX: box.left + box.width * share,
          clientY: box.top + 50,
          bubbles: true,
        }),
      );
    };
    // A capture needs a pointer that there is.
    const target = plot();
    if (target) target.setPointerCapture = () => undefined;
    point('pointerdown', 1, 0.5);
    point('pointermove', 1, 0.75);
    await element.updateComplete;
    assert.isBelow(element.view?.from ?? 0, from, 'dragged to the right: earlier');
    assert.approximately(span(), stretched, 2);
    point('pointerdown', 2, 0.25);
    point('pointermove', 2, 0.5);
    assert.approximately(span() / stretched, 2, 0.01, 'half as far apart: twice as long');
    point('pointerup', 1, 0.75);
    point('pointerup', 2, 0.5);
    await until(() => source.last()?.from === element.view?.from, 'asked when all is still');
    assert.isBelow(source.asked.length, 12, 'and not with each move');
  });

  it('reads values off for who has no pointer', async () => {
    const { chart, plot, settled } = await historyOf(new SampleSource());
    await settled();
    plot()?.focus();
    for (let n = 0; n < 48; n++) await sendKeys({ press: 'Shift+ArrowRight' });
    const said = () => chart()?.shadowRoot?.querySelector('[aria-live]')?.textContent ?? '';
    await until(() => said() !== '', 'said');
    assert.match(said(), /Study: 14\.0 °C \(13\.5–14\.5\)/);
    const tip = chart()?.shadowRoot?.querySelector<HTMLElement>('.tip')?.innerText ?? '';
    assert.match(tip.replace(/\s+/g, ' '), /^21 Nov 2026, 10:04–11:04 Study 14\.0 °C \(13\.5–14\.5\)$/);
  });
});
