/** What is too cold, too damp or too dry, for how long, and where mould may grow. */
import { dashboard } from './dashboard.ts';
import type { Drawn, PanelText, Scale } from './panels.ts';
import { bars, layOut, lines, named, noColumn, percentOfTime, rows, series, table } from './panels.ts';
import { coverageSteps, quantities, type ShownQuantity } from './quantities.ts';
import { byDay, coverage, each, flat, hoursOfKinds, meanOnly, type Kind } from './queries.ts';
import { howToReadCoverage } from './texts.ts';
import { datasourceVariable, floor, limit, longView, room, site, zone } from './variables.ts';

const hours: Scale = { unit: 'suffix: h', decimals: 0, steps: [{ value: null, color: 'green' }] };

function outside(low: string, high: string): readonly Kind[] {
  return [
    { column: 'too low', where: (mean) => `${mean} < \${${low}:raw}` },
    { column: 'in the band' },
    { column: 'too high', where: (mean) => `${mean} > \${${high}:raw}` },
  ];
}

const temperatureBand = outside('temperature_low', 'temperature_high');
const humidityBand = outside('humidity_low', 'humidity_high');

const damp: readonly Kind[] = [
  { column: 'up to 70 %' },
  { column: '70 to 80 %', where: (mean) => `${mean} > 70 AND ${mean} <= 80` },
  { column: 'over 80 %', where: (mean) => `${mean} > 80` },
];

const colors: Readonly<Record<string, string>> = {
  'too low': 'blue',
  'in the band': 'green',
  'too high': 'red',
  'up to 70 %': 'green',
  '70 to 80 %': 'orange',
  'over 80 %': 'red',
  'no readings': 'text',
};

function columnsOf(kinds: readonly Kind[]): string[] {
  return [...kinds.map(({ column }) => column), 'no readings'];
}

const howHoursAreCounted =
  'An hour counts by its mean in its room, for as long as there were readings in it; what has none is “no readings”, and nothing is guessed for it. ' +
  'The hours of all chosen rooms are added up: two rooms have 48 hours a day.';

/** InfluxQL knows no months: Grafana writes each local day's month beside it, in the site's zone, and adds up. */
function hoursByMonth(text: PanelText, quantity: ShownQuantity, kinds: readonly Kind[]): Drawn {
  const columns = columnsOf(kinds);
  const panel = bars(
    text,
    [rows(longView, hoursOfKinds(quantity.name, kinds, byDay.replace('fill(null)', 'fill(none)')))],
    hours,
    {
      x: 'Time',
      stacked: true,
      overrides: columns.map((column) =>
        named(
          `${column} (sum)`,
          { id: 'displayName', value: column },
          { id: 'color', value: { mode: 'fixed', fixedColor: colors[column] } },
        ),
      ),
    },
  );
  const added = columns.map((column) => [column, { operation: 'aggregate', aggregations: ['sum'] }] as const);
  return {
    ...panel,
    transformations: [
      { id: 'formatTime', options: { timeField: 'Time', outputFormat: 'YYYY-MM', timezone: '${zone:raw}' } },
      {
        id: 'groupBy',
        options: {
          fields: { Time: { operation: 'groupby', aggregations: [] }, ...Object.fromEntries(added) },
        },
      },
    ],
  };
}

function hoursByRoom(text: PanelText, quantity: ShownQuantity, kinds: readonly Kind[]): Drawn {
  const query = flat(['room', ...columnsOf(kinds)], hoursOfKinds(quantity.name, kinds, 'GROUP BY "room"'));
  return table(text, [rows(longView, query)], hours, [noColumn('Time')]);
}

function eachRoom(text: PanelText, { name, unit, steps }: ShownQuantity): Drawn {
  return lines(text, [series(longView, meanOnly('room_day', each('room', byDay), name), '$tag_room')], {
    unit,
    steps,
  });
}

function covered(text: PanelText, { name }: ShownQuantity): Drawn {
  return lines(text, [series(longView, coverage('room_day', byDay, name), 'coverage')], {
    ...percentOfTime,
    steps: coverageSteps,
  });
}

const { temperature, humidity, dewPoint, absoluteHumidity } = quantities;

const panels = layOut(
  [
    8,
    eachRoom(
      {
        id: 1,
        title: 'Dew point of each room',
        description:
          'Mean of each local day. Where a surface is colder than the dew point of its room, water forms on it. Of simultaneous temperature and humidity, never of their means; a day without both leaves a gap.',
      },
      dewPoint,
    ),
    eachRoom(
      {
        id: 2,
        title: 'Absolute humidity of each room',
        description:
          'Mean of each local day: grams of water in a cubic metre of air. Airing helps where there is less of it outside. A day without temperature or humidity leaves a gap.',
      },
      absoluteHumidity,
    ),
  ],
  [
    4,
    covered(
      {
        id: 3,
        title: 'Coverage of the dew point',
        description: `Of each local day, all chosen rooms together. ${howToReadCoverage}`,
      },
      dewPoint,
    ),
    covered(
      {
        id: 4,
        title: 'Coverage of the absolute humidity',
        description: `Of each local day, all chosen rooms together. ${howToReadCoverage}`,
      },
      absoluteHumidity,
    ),
  ],
  [
    8,
    hoursByMonth(
      {
        id: 5,
        title: 'Temperature: hours outside ${temperature_low}…${temperature_high} °C, per month',
        description: `Of each local month. ${howHoursAreCounted}`,
      },
      temperature,
      temperatureBand,
    ),
    hoursByMonth(
      {
        id: 6,
        title: 'Humidity: hours outside ${humidity_low}…${humidity_high} %, per month',
        description: `Of each local month. ${howHoursAreCounted}`,
      },
      humidity,
      humidityBand,
    ),
  ],
  [
    8,
    hoursByMonth(
      {
        id: 7,
        title: 'Humidity above 70 % and 80 %: hours per month',
        description: `Of each local month. Above 70 % for long, cold corners get damp; above 80 % for days, mould grows. ${howHoursAreCounted}`,
      },
      humidity,
      damp,
    ),
    hoursByRoom(
      {
        id: 8,
        title: 'Humidity above 70 % and 80 %: hours of each room',
        description: `Of the whole time range. ${howHoursAreCounted}`,
      },
      humidity,
      damp,
    ),
  ],
  [
    8,
    hoursByRoom(
      {
        id: 9,
        title: 'Temperature: hours of each room outside ${temperature_low}…${temperature_high} °C',
        description: `Of the whole time range. ${howHoursAreCounted}`,
      },
      temperature,
      temperatureBand,
    ),
    hoursByRoom(
      {
        id: 10,
        title: 'Humidity: hours of each room outside ${humidity_low}…${humidity_high} %',
        description: `Of the whole time range. ${howHoursAreCounted}`,
      },
      humidity,
      humidityBand,
    ),
  ],
);

export const comfortAndMould = dashboard({
  uid: 'climat-guardian-comfort',
  title: 'Comfort and mould',
  description:
    'Dew point and water in the air, and for how long it was too cold, too warm, too dry or too damp.',
  from: 'now-1y',
  refresh: '',
  variables: [
    datasourceVariable,
    site,
    zone,
    floor,
    room,
    limit('temperature_low', 'Temperature from', 'Comfortable from so many °C on (EN 16798-1: 20).', '20'),
    limit('temperature_high', 'to', 'Comfortable up to so many °C (EN 16798-1: 26).', '26'),
    limit('humidity_low', 'Humidity from', 'Comfortable from so many % on (EN 16798-1: 25).', '25'),
    limit('humidity_high', 'to', 'Comfortable up to so many % (EN 16798-1: 60).', '60'),
  ],
  panels,
});
