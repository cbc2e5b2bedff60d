/**
 * InfluxQL of the long view, as docs/data-path.md, "In InfluxDB", names its fields. A mean is Σ value·time / Σ time over
 * whatever is put together; buckets without readings have no mean and stay out of it, as InfluxQL takes 0 / 0 for 0.
 */

/** The room's quantity that the dashboard's variable chooses. */
export const chosenQuantity = '${quantity:raw}';

export const ofSite = `"site" = '\${site:raw}'`;
/** Also for one room, or all: the variable is written as a regular expression. */
export const ofRooms = `${ofSite} AND "room" =~ /^\${room:regex}$/`;

const inZone = `tz('\${zone:raw}')`;
/** Local midnights: a day of 25 hours is one day. Days without readings are null, so that no line crosses them. */
export const byDay = `GROUP BY time(1d) fill(null) ${inZone}`;
/** Mondays: InfluxQL counts weeks from a Thursday. */
export const byWeek = `GROUP BY time(7d, -3d) fill(null) ${inZone}`;
/**
 * Of rows that begin with the month, all rooms together: InfluxQL knows no months. A month without readings is no row
 * here: the panel disconnects what is more than a month apart.
 */
export const byMonth = `GROUP BY time(1d) fill(none) ${inZone}`;

/** The same grouping, for each value of a tag. */
export function each(tag: string, grouping: string): string {
  return grouping.replace(' fill(', `, "${tag}" fill(`);
}

export type RoomRows = 'room_hour' | 'room_day' | 'room_month';

export function meanOf(quantity = chosenQuantity): string {
  return `sum("${quantity}_sum") / sum("${quantity}_covered")`;
}

export function withReadings(quantity = chosenQuantity): string {
  return `"${quantity}_covered" > 0`;
}

/** Columns mean, min, max. */
export function means(rows: RoomRows, grouping: string, quantity = chosenQuantity): string {
  return (
    `SELECT ${meanOf(quantity)} AS "mean", min("${quantity}_min") AS "min", max("${quantity}_max") AS "max" ` +
    `FROM "${rows}" WHERE ${ofRooms} AND ${withReadings(quantity)} AND $timeFilter ${grouping}`
  );
}

/** Column mean. */
export function meanOnly(rows: RoomRows, grouping: string, quantity = chosenQuantity): string {
  return `SELECT ${meanOf(quantity)} AS "mean" FROM "${rows}" WHERE ${ofRooms} AND ${withReadings(quantity)} AND $timeFilter ${grouping}`;
}

/** Column coverage, 0…1, of all time in which a sensor stood in the room: buckets without readings are rows too. */
export function coverage(rows: RoomRows, grouping: string, quantity = chosenQuantity): string {
  return (
    `SELECT sum("${quantity}_covered") / sum("${quantity}_span") AS "coverage" ` +
    `FROM "${rows}" WHERE ${ofRooms} AND $timeFilter ${grouping}`
  );
}

/**
 * One series with tags as columns: what Grafana makes a table of without a null, a label or a frame too many.
 * @param columns a pair is a column and its name in the table.
 */
export function flat(
  columns: readonly (string | readonly [column: string, name: string])[],
  inner: string,
  where = '',
): string {
  const selected = columns.map((column) =>
    typeof column === 'string' ? `"${column}"` : `"${column[0]}" AS "${column[1]}"`,
  );
  return `SELECT ${selected.join(', ')} FROM (${inner})${where === '' ? '' : ` WHERE ${where}`}`;
}

/** Wherever a sensor of any of them stands, there are rows of it. */
function anyCovered(rows: string, of: readonly string[], where: string): string {
  return of
    .map((quantity) => `(SELECT "${quantity}_covered" AS "covered" FROM "${rows}" WHERE ${where})`)
    .join(', ');
}

/**
 * Milliseconds covered of each closed bucket, by the best of the quantities; tags as asked for. A quarter of an hour is
 * the shortest bucket there is, so each has a group of its own.
 */
export function coveredByBucket(
  rows: 'room_hour' | 'sensor_hour',
  tags: readonly string[],
  of: readonly string[],
  { where, time }: { where: string; time: string },
): string {
  const groups = tags.map((tag) => `"${tag}"`).join(', ');
  return (
    `SELECT max("covered") AS "covered" FROM ${anyCovered(rows, of, where)} ` +
    `WHERE ${time} GROUP BY time(15m), ${groups} fill(none)`
  );
}

/** What was not heard in the newest closed bucket. A table: the tags, and the time at which that bucket began. */
export function silent(
  rows: 'room_hour' | 'sensor_hour',
  tags: readonly string[],
  of: readonly string[],
  where: string,
): string {
  const buckets = coveredByBucket(rows, tags, of, { where, time: '$timeFilter' });
  const newest = `SELECT last("covered") AS "covered" FROM (${buckets}) GROUP BY ${tags.map((tag) => `"${tag}"`).join(', ')}`;
  return flat([...tags, 'covered'], newest, '"covered" = 0');
}

/** A column of hours: those of the buckets whose mean is so. */
export interface Kind {
  readonly column: string;
  /** InfluxQL, of the bucket's mean; of one kind none: it is what the others leave. */
  readonly where?: (mean: string) => string;
}

/**
 * Hours of each kind, by the time that is covered of buckets whose mean is of it, and "no readings" for what is not
 * covered: together all the time in which sensors of that quantity stood in the rooms. Each condition reads all rows
 * again, hence the kind without one.
 */
export function hoursOfKinds(quantity: string, kinds: readonly Kind[], grouping: string): string {
  const mean = `"${quantity}_sum" / "${quantity}_covered"`;
  const asked = kinds.flatMap(({ column, where }) =>
    where === undefined ? [] : [{ column, where: where(mean) }],
  );
  // Each row has a zero for each condition: so no column of a group is ever null.
  const zeros = asked.map(({ column }) => `"${quantity}_span" * 0 AS "${column}"`);
  const all = [`"${quantity}_span" AS "span"`, `"${quantity}_covered" AS "covered"`, ...zeros].join(', ');
  const parts = asked.map(
    ({ column, where }) =>
      `(SELECT "${quantity}_covered" AS "${column}" FROM "room_hour" ` +
      `WHERE ${ofRooms} AND ${withReadings(quantity)} AND ${where})`,
  );
  const left = ['sum("covered")', ...asked.map(({ column }) => `sum("${column}")`)].join(' - ');
  const hours = kinds.map(
    ({ column, where }) =>
      `${where === undefined ? `(${left})` : `sum("${column}")`} / 3600000 AS "${column}"`,
  );
  return (
    `SELECT ${hours.join(', ')}, (sum("span") - sum("covered")) / 3600000 AS "no readings" ` +
    `FROM (SELECT ${all} FROM "room_hour" WHERE ${ofRooms}), ${parts.join(', ')} WHERE $timeFilter ${grouping}`
  );
}
