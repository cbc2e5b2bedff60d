/** Means as a table for spreadsheets, and as points of a time-series database. */
import type { PeriodMean } from '../../average/answers.ts';
import { lineOf, tagsOf } from '../../reading/line-protocol.ts';
import { unitOf, type RoomQuantity } from '../../reading/room-quantity.ts';
import { isoTime } from './iso-time.ts';

export interface Table {
  readonly site: string;
  readonly room: string;
  readonly quantity: RoomQuantity;
  /** `hour` … `year`, or `raw`. */
  readonly every: string;
  readonly rows: readonly PeriodMean[];
}

const end = '\r\n';

/** RFC 4180. Room ids are slugs, which no spreadsheet takes for anything else. */
export function csvOf({ room, quantity, rows }: Table): string {
  const unit = unitOf(quantity);
  const isCorrected = rows.some(({ corrected }) => corrected !== undefined);
  const valued = ['mean', 'min', 'max'].map((name) => `${quantity}_${name} [${unit}]`);
  const [mean = '', min = '', max = ''] = valued;
  const head = [
    ...['from', 'to', 'room', mean, min, 'min_at', max, 'max_at'],
    ...['readings', 'coverage', 'covered [ms]', 'span [ms]'],
    ...(isCorrected ? ['mean', 'low', 'high'].map((name) => `corrected_${name} [${unit}]`) : []),
  ];
  const lines = rows.map((row) =>
    [
      ...[
        isoTime(row.start),
        isoTime(row.until),
        room,
        row.mean,
        row.min,
        at(row.minAt),
        row.max,
        at(row.maxAt),
      ],
      ...[row.count, coverageOf(row), row.coveredMs, row.spanMs],
      ...(isCorrected ? correctedCells(row) : []),
    ]
      .map((cell) => (cell === null ? '' : String(cell)))
      .join(','),
  );
  return [head.join(','), ...lines].map((line) => line + end).join('');
}

/** Of a whole day its own mean; empty where it cannot be told. */
function correctedCells({ mean, corrected }: PeriodMean): (number | null)[] {
  if (corrected?.is === 'whole') return [mean, mean, mean];
  return corrected?.is === 'estimate' ? [corrected.mean, corrected.low, corrected.high] : [null, null, null];
}

/** The names of docs/data-path.md, "In InfluxDB"; a mean is sum / covered, of however many points. */
export function linesOf({ site, room, quantity, every, rows }: Table): string {
  const unit = unitOf(quantity);
  const lines = rows.map(({ start, sum, min, max, count, coveredMs, spanMs }) =>
    lineOf({
      measurement: `room_${every}`,
      tags: tagsOf({ site, room }),
      fields: {
        [`${quantity}_sum`]: sum,
        [`${quantity}_covered`]: coveredMs,
        [`${quantity}_span`]: spanMs,
        [`${quantity}_count`]: count,
        ...(min !== null && { [`${quantity}_min`]: min }),
        ...(max !== null && { [`${quantity}_max`]: max }),
      },
      time: start,
    }),
  );
  const head = `# ${quantity} in ${unit}, its sum in ${unit} · ms; covered and span in ms`;
  return [head, ...lines].map((line) => `${line}\n`).join('');
}

/** 0 … 1, to a millionth. A clock that was set back can have had more time than there is by now. */
export function coverageOf({ coveredMs, spanMs }: PeriodMean): number {
  return spanMs === 0 ? 0 : Math.min(1, Math.round((coveredMs / spanMs) * 1e6) / 1e6);
}

function at(instant: number | null): string | null {
  return instant === null ? null : isoTime(instant);
}
