/** Years of rooms: means by day, week, month and year, each with how much of the time it is of. Never from raw readings. */
import { dashboard } from './dashboard.ts';
import type { Drawn, LineOptions, PanelText, Scale } from './panels.ts';
import {
  band,
  bars,
  heatmap,
  hidden,
  layOut,
  lines,
  percentOfTime,
  rows,
  series,
  unitsByName,
} from './panels.ts';
import { coverageSteps } from './quantities.ts';
import { byDay, byMonth, byWeek, coverage, each, flat, meanOnly, means, type RoomRows } from './queries.ts';
import { cutAtEdges, howToReadCoverage, howToReadMeans } from './texts.ts';
import { datasourceVariable, floor, longView, quantity, room, site, zone } from './variables.ts';

/** Until a series' name tells the unit; every one does. */
const byName: Scale = { unit: 'none', steps: [{ value: null, color: 'green' }] };
const ofTime: Scale = { ...percentOfTime, steps: coverageSteps };

const day = 86_400_000;
/** Longer than a month, shorter than two. */
const overAMonth = 32 * day;

function meansWithBand(text: PanelText, from: RoomRows, grouping: string, options: LineOptions = {}): Drawn {
  return lines(text, [series(longView, means(from, grouping), '$col ${quantity:text}')], byName, {
    ...options,
    overrides: [...unitsByName, ...band],
  });
}

function covered(text: PanelText, from: RoomRows, grouping: string, options: LineOptions = {}): Drawn {
  return lines(text, [series(longView, coverage(from, grouping), 'coverage')], ofTime, options);
}

/** As a chosen quantity's, so that the panel knows their unit. */
function nameEach(...columns: string[]): [string, string][] {
  return columns.map((column) => [column, `${column} \${quantity:text}`]);
}

const byMonthAndYear = 'GROUP BY "month", "year"';

/** A column a year, a row a month. */
function yearBesideYear(text: PanelText, value: string, query: string, scale: Scale): Drawn {
  const target = rows(longView, flat(['month', 'year', value], query));
  // Each column has the name of the one it was made of, unless it is told to take its own.
  const panel = bars(text, [target], { ...scale, displayName: '${__field.name}' }, { x: 'month\\year' });
  const options = { columnField: 'year', rowField: 'month', valueField: value, emptyValue: 'null' } as const;
  return { ...panel, transformations: [{ id: 'groupingToMatrix', options }] };
}

const panels = layOut(
  [
    8,
    meansWithBand(
      {
        id: 1,
        title: 'By day: ${quantity:text}',
        description: `Mean of each local day, between its lowest and its highest value. ${howToReadMeans}`,
      },
      'room_day',
      byDay,
    ),
  ],
  [
    4,
    covered(
      { id: 2, title: 'Coverage by day', description: `Of each local day. ${howToReadCoverage}` },
      'room_day',
      byDay,
    ),
  ],
  [
    8,
    meansWithBand(
      {
        id: 3,
        title: 'By week: ${quantity:text}',
        description: `Mean of each week from Monday to Sunday, between its lowest and its highest value. ${howToReadMeans} ${cutAtEdges}`,
      },
      'room_day',
      byWeek,
    ),
    meansWithBand(
      {
        id: 5,
        title: 'By month: ${quantity:text}',
        description: `Mean of each local month, between its lowest and its highest value. ${howToReadMeans} A month that began before the time range is not shown.`,
      },
      'room_month',
      byMonth,
      { apart: overAMonth },
    ),
  ],
  [
    4,
    covered(
      { id: 4, title: 'Coverage by week', description: `Of each week. ${howToReadCoverage} ${cutAtEdges}` },
      'room_day',
      byWeek,
    ),
    covered(
      { id: 6, title: 'Coverage by month', description: `Of each local month. ${howToReadCoverage}` },
      'room_month',
      byMonth,
      { apart: overAMonth },
    ),
  ],
  [
    8,
    bars(
      {
        id: 7,
        title: 'By year: ${quantity:text}',
        description: `Mean, lowest and highest value of each year, of the months that begin in the time range. ${howToReadMeans}`,
      },
      [
        rows(
          longView,
          flat(['year', ...nameEach('mean', 'min', 'max')], means('room_month', 'GROUP BY "year"')),
        ),
      ],
      byName,
      { x: 'year', overrides: [hidden('Time'), ...unitsByName] },
    ),
    yearBesideYear(
      {
        id: 9,
        title: 'This year over earlier ones: ${quantity:text}',
        description: `Mean of each month, the same months of all years beside each other. ${howToReadMeans} A month without readings has no bar.`,
      },
      'mean',
      meanOnly('room_month', byMonthAndYear),
      byName,
    ),
  ],
  [
    4,
    bars(
      {
        id: 8,
        title: 'Coverage by year',
        description: `Of each year, of the months that begin in the time range. ${howToReadCoverage}`,
      },
      [rows(longView, flat(['year', 'coverage'], coverage('room_month', 'GROUP BY "year"')))],
      ofTime,
      { x: 'year', overrides: [hidden('Time')] },
    ),
    yearBesideYear(
      {
        id: 12,
        title: 'Coverage of this year and earlier ones',
        description: `Of each month, the same months of all years beside each other. ${howToReadCoverage}`,
      },
      'coverage',
      coverage('room_month', byMonthAndYear),
      ofTime,
    ),
  ],
  [
    9,
    lines(
      {
        id: 10,
        title: 'Each room, by week: ${quantity:text}',
        description: `Mean of each room and week from Monday to Sunday, weighted by time. A week without readings in a room leaves a gap in its line. ${cutAtEdges}`,
      },
      [series(longView, meanOnly('room_day', each('room', byWeek)), '$tag_room ${quantity:text}')],
      byName,
      { overrides: unitsByName },
    ),
  ],
  [
    9,
    {
      ...heatmap(
        {
          id: 11,
          title: 'Day × hour: ${quantity:text}',
          description:
            'Mean of each hour of each local day of a year, weighted by time, in the unit of the title; the hours upwards from midnight. An hour without readings is an empty cell. The hour that comes twice in autumn is one cell, the one that is skipped in spring an empty one.',
        },
        [series(longView, meanOnly('room_hour', each('hour', byDay)), '$tag_hour')],
        byName,
      ),
      // More days than that are narrower than a pixel, and cost a second each year.
      timeFrom: '1y',
    },
  ],
);

export const longRange = dashboard({
  uid: 'climat-guardian-long-range',
  title: 'Long range',
  description:
    'Days, weeks, months and years of the chosen rooms, from rows that the bridge has summed up: ten years open as fast as one.',
  from: 'now-5y/y',
  refresh: '',
  variables: [datasourceVariable, site, zone, floor, room, quantity],
  panels,
});
