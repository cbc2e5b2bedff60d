import { assert } from '@open-wc/testing';
import type { HassLocale } from '../rooms/hass.ts';
import { hassLocale } from './hass-locale.ts';

const instant = new Date('2026-11-21T15:04:00.000Z');
const profile = {
  language: 'en',
  number_format: 'language',
  time_format: 'language',
  time_zone: 'server',
};

function inProfile(change: Partial<HassLocale>) {
  const { temperature, day, moment } = hassLocale({
    locale: { ...profile, ...change },
    config: { time_zone: 'Asia/Kolkata' },
  });
  return {
    number: temperature({ value: -1234.56, unit: '°C', measuredAt: null })
      .number.replace(/\s/g, ' ')
      .replace('’', "'"),
    time: moment(instant, day(instant)).replace(/\s/g, ' '),
  };
}

describe('the profile of a Home Assistant user', () => {
  for (const [format, number] of [
    ['language', '-1,234.6'],
    ['comma_decimal', '-1,234.6'],
    ['decimal_comma', '-1.234,6'],
    ['space_comma', '-1 234,6'],
    ['quote_decimal', "-1'234.6"],
    ['of a later version', '-1,234.6'],
  ] as const) {
    it(`writes numbers as ${format} has them`, () => {
      assert.strictEqual(inProfile({ number_format: format }).number, number);
    });
  }

  it('writes numbers as the browser has them, whatever the language, where that is wanted', () => {
    assert.strictEqual(inProfile({ language: 'de' }).number, '-1.234,6');
    assert.strictEqual(inProfile({ language: 'de', number_format: 'system' }).number, '-1,234.6');
  });

  it('tells times in twelve or twenty-four hours, or as its language does', () => {
    assert.strictEqual(inProfile({ time_format: '12' }).time, '8:34 PM');
    assert.strictEqual(inProfile({ time_format: '24' }).time, '20:34');
    assert.strictEqual(inProfile({ language: 'de' }).time, '20:34');
  });

  it('tells times by the clocks of the server, or by those of the browser', () => {
    assert.strictEqual(inProfile({ time_zone: 'server' }).time, '8:34 PM');
    assert.strictEqual(inProfile({ time_zone: 'local' }).time, '11:34 AM'); // Newfoundland
  });
});
