import { assert } from '@open-wc/testing';
import { de } from './de.ts';
import { en, type TextKey } from './en.ts';
import { fr } from './fr.ts';
import { createLocale } from './locale.ts';

const celsius = (value: number) => ({ value, unit: '°C', measuredAt: null });
const instant = new Date('2026-11-21T23:30:00.000Z');

describe('a locale', () => {
  it('writes temperatures with one digit and humidity with none, as its language does', () => {
    const { temperature, humidity } = createLocale({ language: 'de' });
    assert.deepEqual(temperature(celsius(21.46)), { number: '21,5', unit: '°C' });
    assert.deepEqual(humidity({ value: 44.4, unit: '%', measuredAt: null }), { number: '44', unit: '%' });
  });

  it('writes no minus before what is shown as zero', () => {
    assert.strictEqual(createLocale({ language: 'en' }).temperature(celsius(-0.04)).number, '0.0');
  });

  it('takes numbers from their own setting where there is one', () => {
    assert.strictEqual(
      createLocale({ language: 'en', numbers: 'de' }).temperature(celsius(21.46)).number,
      '21,5',
    );
  });

  it('tells times by the building’s clocks, with the date unless it is today’s', () => {
    const { day, moment } = createLocale({ language: 'en-GB', timeZone: 'Europe/Zurich' });
    assert.strictEqual(day(instant), '22 Nov 2026');
    assert.strictEqual(moment(instant, '22 Nov 2026'), '00:30');
    assert.strictEqual(moment(instant, '23 Nov 2026'), '22 Nov 2026, 00:30');
  });

  it('keeps to twelve or twenty-four hours where the user said so', () => {
    const options = { language: 'en', timeZone: 'UTC' };
    const today = createLocale(options).day(instant);
    assert.match(createLocale({ ...options, hour12: true }).moment(instant, today), /^11:30\sPM$/);
    assert.strictEqual(createLocale({ ...options, hour12: false }).moment(instant, today), '23:30');
    const midnight = createLocale({ language: 'en-US', timeZone: 'UTC', hour12: false });
    assert.strictEqual(midnight.moment(new Date('2026-11-21T00:30:00Z'), today), '00:30');
  });

  it('does without a language or a zone that the browser does not know', () => {
    const { temperature, moment } = createLocale({ language: 'not a tag', timeZone: 'Mars/Olympus' });
    assert.strictEqual(temperature(celsius(1)).number, '1.0');
    assert.typeOf(moment(instant, ''), 'string');
  });

  it('asks nothing of Intl for its words: the first who does waits for all the languages of the browser', () => {
    const { NumberFormat, DateTimeFormat, PluralRules } = Intl;
    const never = (): never => {
      throw new Error('it asked');
    };
    Object.assign(Intl, { NumberFormat: never, DateTimeFormat: never, PluralRules: never });
    try {
      const { text } = createLocale({ language: 'de', timeZone: 'Europe/Zurich' });
      assert.strictEqual(text('quantity.humidity'), 'Luftfeuchte');
    } finally {
      Object.assign(Intl, { NumberFormat, DateTimeFormat, PluralRules });
    }
  });

  it('counts in words', () => {
    const { count } = createLocale({ language: 'en' });
    assert.deepEqual([count('page.rooms', 1), count('page.rooms', 8)], ['1 room', '8 rooms']);
  });

  it('speaks English, French and German, of whatever country, and English to all others', () => {
    const said = ['fr-CA', 'de', 'DE-ch', 'en', 'rm'].map((language) =>
      createLocale({ language }).count('page.rooms', 2),
    );
    assert.deepEqual(said, ['2 pièces', '2 Räume', '2 Räume', '2 rooms', '2 rooms']);
  });

  it('fills the same slots in every language, and leaves no sentence empty', () => {
    const slots = (sentence: string): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(String).toSorted();
    for (const texts of [fr, de]) {
      assert.deepEqual(Object.keys(texts), Object.keys(en));
      for (const [key, sentence] of Object.entries(en)) {
        const translated = texts[key as TextKey];
        assert.notEqual(translated.trim(), '', key);
        assert.deepEqual(slots(translated), slots(sentence), key);
      }
    }
  });

  it('leaves an unfilled slot visible rather than saying “undefined”', () => {
    assert.strictEqual(createLocale({ language: 'en' }).text('page.silent'), '{count} silent');
  });

  it('calls nothing whole that is not, and what was added up to a whole not less', () => {
    const { share } = createLocale({ language: 'en' });
    assert.deepEqual([0.9999, 1, 0.1 + 0.2 + 0.7 - 1e-16, 0.5, 0].map(share), [
      '99%',
      '100%',
      '100%',
      '50%',
      '0%',
    ]);
  });

  it('writes dates of any zone with the reader’s clock', () => {
    const { dates } = createLocale({ language: 'en-US', timeZone: 'Europe/Zurich', hour12: false });
    const midnight = Date.parse('2026-11-20T23:05:00Z');
    assert.strictEqual(dates({ timeStyle: 'short' }).format(midnight), '00:05');
    assert.strictEqual(dates({ timeStyle: 'short', timeZone: 'Asia/Kolkata' }).format(midnight), '04:35');
    assert.strictEqual(dates({ month: 'short', day: 'numeric' }).format(midnight), 'Nov 21');
  });
});
