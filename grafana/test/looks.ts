/** How somebody looks at the dashboards: when, and at what. */
import type { Picked } from './grafana/variables.ts';

export interface Look {
  /** Milliseconds UTC. */
  readonly from: number;
  readonly to: number;
  readonly picked: Picked;
}

/** Whole local years, in the site's zone. */
export const wholeYears = {
  from: Date.parse('2020-12-31T23:00:00Z'),
  to: Date.parse('2025-12-31T22:59:59.999Z'),
};
/** Begins on a Thursday and ends on a Sunday on which clocks were set, in a year in which a device was lent. */
const partOfAYear = { from: Date.parse('2022-03-23T23:00:00Z'), to: Date.parse('2022-10-30T22:59:59.999Z') };

/** Any panel shows something there, unless its expectation names others. */
export const looks: Readonly<Record<string, Look>> = {
  'all rooms, temperature': { ...wholeYears, picked: {} },
  'two rooms, humidity': { ...partOfAYear, picked: { room: ['office', 'workshop'], quantity: ['humidity'] } },
  'a room of one floor, dew point': {
    ...wholeYears,
    picked: { floor: ['Ground floor'], room: ['workshop'], quantity: ['dew_point'] },
  },
  'the room without a floor, water': {
    ...partOfAYear,
    picked: { floor: ['-'], room: ['living-room'], quantity: ['absolute_humidity'] },
  },
};

export const specialLooks: Readonly<Record<string, Look>> = {
  'a day with two devices in a room': {
    ...{ from: Date.parse('2022-06-14T10:00:00Z'), to: Date.parse('2022-06-15T10:00:00Z') },
    picked: {},
  },
  'a room is silent': {
    ...{ from: Date.parse('2023-06-02T07:00:00Z'), to: Date.parse('2023-06-02T11:30:00Z') },
    picked: {},
  },
};
