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
