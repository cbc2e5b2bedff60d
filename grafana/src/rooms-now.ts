/** The last day, from readings as they were measured. */
import { dashboard } from './dashboard.ts';
import { layOut, lines, named, noColumn, rows, series, stat, table, type Drawn } from './panels.ts';
import { quantities, type ShownQuantity } from './quantities.ts';
import { flat, ofRooms } from './queries.ts';
import { measured, silentRooms } from './silence.ts';
import { datasourceVariable, floor, readings, readingsVariable, room, site } from './variables.ts';

/** Each sensor's last value, and of several in a room their mean. */
function now(id: number, { name, unit, steps }: ShownQuantity): Drawn {
  const last = `SELECT last("${name}") AS "last" FROM "climate" WHERE ${ofRooms} GROUP BY "room", "device", "sensor"`;
  const query = `SELECT mean("last") AS "now" FROM (${last}) WHERE $timeFilter GROUP BY "room"`;
  return {
    ...stat(
      {
        id,
        title: `Now: ${name}`,
        description:
          'The last value of each room, of several sensors their mean. A room of which nothing was heard for half an hour is not shown here; it is among the silent ones.',
      },
      [series(readings, query, '$tag_room')],
      { unit, steps, decimals: 1, noValue: 'nothing heard for half an hour' },
    ),
    timeFrom: '30m',
  };
}

/** A mean of each sensor first, so that one that measures more often does not weigh more. */
function lastDay(id: number, { name, unit, steps }: ShownQuantity): Drawn {
  const ofEach =
    `SELECT mean("${name}") AS "mean" FROM "climate" WHERE ${ofRooms} ` +
    `GROUP BY time($__interval), "room", "device", "sensor" fill(none)`;
  const query = `SELECT mean("mean") AS "mean" FROM (${ofEach}) WHERE $timeFilter GROUP BY time($__interval), "room" fill(null)`;
  return lines(
    {
      id,
      title: `Each room: ${name}`,
      description:
        'Means of a quarter of an hour, longer over longer times; of several sensors in a room the mean of theirs. A quarter of an hour without readings is a gap, and no line crosses it.',
    },
    [series(readings, query, '$tag_room')],
    { unit, steps },
    { interval: '15m', linesAtSteps: true },
  );
}

function lastReadings(id: number): Drawn {
  const of = measured
    .map((name) => `(SELECT "${name}" AS "value" FROM "climate" WHERE ${ofRooms})`)
    .join(', ');
  const query = flat(
    ['room', 'value'],
    `SELECT last("value") AS "value" FROM ${of} WHERE $timeFilter GROUP BY "room"`,
  );
  return table(
    {
      id,
      title: 'Age of the last reading',
      description:
        'How long ago the last reading of any kind was measured in each room, within the time range; a room without one in it is not in the list, but among the silent ones.',
    },
    [rows(readings, query)],
    { unit: 'none', steps: [{ value: null, color: 'green' }], noValue: 'no reading in this time' },
    [
      named('Time', { id: 'displayName', value: 'last reading' }, { id: 'unit', value: 'dateTimeFromNow' }),
      noColumn('value'),
    ],
  );
}

const { temperature, humidity } = quantities;

export const roomsNow = dashboard({
  uid: 'climat-guardian-rooms-now',
  title: 'Rooms now',
  description: 'The last values of each room, how old they are, and the last day.',
  from: 'now-24h',
  refresh: '1m',
  variables: [readingsVariable, datasourceVariable, site, floor, room],
  panels: layOut(
    [6, now(1, temperature), now(2, humidity)],
    [9, lastDay(3, temperature), lastDay(4, humidity)],
    [8, lastReadings(5), silentRooms(6)],
  ),
});
