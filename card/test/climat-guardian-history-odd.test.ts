import { assert } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { PastError } from '../src/history/past-source.ts';
import { createLocale } from '../src/i18n/locale.ts';
import { historyOf } from './rendered-history.ts';
import { HOUR, hour, morning, now, samplePast, SampleSource } from './sample-past.ts';
import { until } from './until.ts';

const DAY = 24 * HOUR;

describe('the history, of bad answers', () => {
  it('says what failed and what to do, in the reader’s language, and gets over it', async () => {
    let isUp = false;
    const source = new SampleSource({
      past: () => {
        if (!isUp) throw new PastError('unreachable', 'connect ECONNREFUSED');
        return morning;
      },
    });
    const { root, press, text } = await historyOf(source, { locale: createLocale({ language: 'de-CH' }) });
    await until(() => root.querySelector('.fault') !== null, 'failed');
    assert.match(text('.fault')[0] ?? '', /nicht erreichbar.*Prüfen Sie.*Noch einmal versuchen$/);
    isUp = true;
    press('Noch einmal versuchen');
    await until(() => root.querySelector('.fault') === null, 'there again');
    await until(() => text('.entry')[0] === 'Study 13.5 bis 21.5 °C', 'drawn');
    isUp = false;
    press('Woche');
    await until(() => root.querySelector('.fault') !== null, 'failed again');
    assert.deepEqual(text('.entry'), ['Study 13.5 bis 21.5 °C'], 'what was there before stays');
    assert.isTrue(source.asked.length >= 3);
  });

  it('says which room failed where others did not, and throws nothing away', async () => {
    const source = new SampleSource({
      past: ({ room }) => {
        if (room === 'kitchen') throw new PastError('forbidden', '403');
        return morning;
      },
    });
    const { root, text } = await historyOf(source, { selected: ['study', 'kitchen'] });
    await until(() => root.querySelector('.fault') !== null, 'failed');
    assert.match(text('.fault')[0] ?? '', /^Kitchen: You may not see this room/);
    assert.deepEqual(text('.entry'), ['Study 13.5 to 21.5 °C ×', 'Kitchen no values ×']);
  });

  it('shows one sample, and what is no number not at all', async () => {
    const source = new SampleSource({
      past: () =>
        samplePast([{ ...hour(now - 2 * HOUR, 20), min: 20, max: 20 }, hour(now - HOUR, NaN)], {
          tier: 'raw',
        }),
    });
    const { text, drawn, settled } = await historyOf(source);
    await settled();
    assert.deepEqual(text('.entry'), ['Study 20.0 to 20.0 °C']);
    assert.deepEqual(drawn(), [1]);
  });

  it('tells of an hour that has not ended only what is over, and hides nothing by a clock in the past', async () => {
    const source = new SampleSource({
      past: () => samplePast([hour(now - HOUR / 2, 20), hour(now + HOUR / 2, 30)]),
    });
    const late = await historyOf(source);
    await late.settled();
    late.press('Table');
    await until(() => late.text('tbody tr').length > 0, 'a table');
    assert.deepEqual(late.text('tbody tr'), ['21 Nov 2026, 10:34–11:34 20.0 °C 19.5 °C 20.5 °C']);
    const open = new SampleSource({ past: () => samplePast([hour(now - HOUR / 2, 20)]) });
    const { press, text, settled } = await historyOf(open);
    await settled();
    press('Table');
    await until(() => text('tbody tr').length > 0, 'a table');
    assert.deepEqual(text('tbody tr'), ['21 Nov 2026, 10:34–11:04 20.0 °C 19.5 °C 20.5 °C']);
  });

  it('says so where nothing was measured', async () => {
    const { text, settled } = await historyOf(new SampleSource({ past: () => samplePast([]) }));
    await settled();
    await until(() => text('.empty')[0] === 'Nothing was measured in this time.', 'empty');
    assert.deepEqual(text('.entry'), ['Study no values']);
  });

  it('bears a clock in the past, and a zone that nobody knows', async () => {
    const source = new SampleSource({ timeZone: 'Middle/Earth', past: () => samplePast([]) });
    const { text, settled, press } = await historyOf(source, { now: 86_400_000 });
    await settled();
    press('Day');
    await until(() => text('h2')[0] === 'Friday, 2 January 1970', 'a day');
    press('10 years');
    await until(() => text('h2')[0] === '1961 – 1970', 'ten years');
  });

  it('takes a name for text, whatever is in it', async () => {
    const { root, text, settled, chart } = await historyOf(new SampleSource(), { selected: ['attic'] });
    await settled();
    assert.match(text('.entry')[0] ?? '', /^<img src=x onerror=alert\(1\)> Attic/);
    assert.isNull(root.querySelector('img'));
    assert.isNull(chart()?.shadowRoot?.querySelector('img'));
  });

  it('gives files where the host has them', async () => {
    const { root, settled } = await historyOf(new SampleSource(), {
      selected: ['study', 'kitchen'],
      csvHref: ({ room, quantity, from, until: end }) =>
        `./csv?${room}-${quantity}-${String(from)}-${String(end)}`,
    });
    await settled();
    const links = [...root.querySelectorAll('a')];
    assert.deepEqual(
      links.map((link) => [link.textContent.trim(), link.getAttribute('href')]),
      ['study', 'kitchen'].map((room, n) => [
        `CSV: ${n === 0 ? 'Study' : 'Kitchen'}`,
        `./csv?${room}-temperature-${String(now - DAY)}-${String(now)}`,
      ]),
    );
  });
});

describe('the history, for everybody', () => {
  it('has nothing that axe objects to, as a graph, as a table, with a fault', async () => {
    const gaps = [{ from: now - 4 * HOUR, until: now - 2 * HOUR, cause: 'power-cut' as const }];
    const source = new SampleSource({ can: { causes: true, coverage: true }, gaps });
    const { element, settled, press, text } = await historyOf(source, { selected: ['study', 'kitchen'] });
    await settled();
    await assert.isAccessible(element);
    press('Table');
    await until(() => text('tbody').length > 0, 'a table');
    await assert.isAccessible(element);
    const failing = new SampleSource({
      past: () => {
        throw new PastError('too-much', '413');
      },
    });
    const failed = await historyOf(failing);
    await until(() => failed.root.querySelector('.fault') !== null, 'failed');
    await assert.isAccessible(failed.element);
  });

  it('fits a phone, whatever rooms are called', async () => {
    const source = new SampleSource({ can: { causes: true, coverage: true } });
    const { element, settled } = await historyOf(source, { selected: ['study', 'attic'] });
    await setViewport({ width: 360, height: 800 });
    await settled();
    await until(() => (source.last()?.points ?? 0) < 360, 'fewer points');
    assert.isAtMost(element.scrollWidth, 360);
    await setViewport({ width: 1280, height: 800 });
  });

  it('asks no more when it is taken away, and again when it is put back', async () => {
    const source = new SampleSource({ past: () => new Promise(() => undefined) });
    const { element } = await historyOf(source);
    await until(() => source.asked.length === 1, 'asked');
    const parent = element.parentElement;
    element.remove();
    assert.isTrue(source.asked[0]?.signal.aborted);
    parent?.append(element);
    await until(() => source.asked.length === 2, 'asked again');
  });

  it('goes on with the time where it ends now, once there is a pixel more to see', async () => {
    const source = new SampleSource();
    const { element, settled } = await historyOf(source);
    await settled();
    element.now = now + 1000;
    await element.updateComplete;
    assert.strictEqual(element.view?.until, now);
    element.now = now + 600_000;
    await until(() => source.last()?.until === now + 600_000, 'asked for what is new');
  });
});
