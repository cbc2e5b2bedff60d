/**
 * Readings as a table for spreadsheets and programs: RFC 4180, UTF-8, one line a reading, a column a quantity with its
 * unit, whose name says which quantity that is. Values are as exact as they are stored.
 */
import { definitionOf, quantities, isQuantity, type Quantity } from '../../reading/quantity.ts';
import type { RawPage, RawReading } from './pages.ts';

const end = '\r\n';

/** @param quantity the only one that was asked for; undefined: there is a column for each that the bridge knows. */
export class CsvWriter {
  readonly #columns: readonly Quantity[];

  constructor(quantity: Quantity | undefined) {
    this.#columns = quantity === undefined ? Object.keys(quantities).filter(isQuantity) : [quantity];
  }

  head(): string {
    const columns = this.#columns.map((quantity) => `${quantity} [${definitionOf(quantity).unit}]`);
    return ['measured_at', 'received_at', 'room', 'device', 'sensor', ...columns, 'missing'].join(',') + end;
  }

  /**
   * Readings whose bytes are damaged are a line too, where their hour begins, with how many they are in the last
   * column: a table has no other place to say that it is not whole.
   */
  page({ readings, missing, missingUnfiled }: RawPage): string {
    const lines: string[] = [];
    if (missingUnfiled > 0) lines.push(this.#line([], String(missingUnfiled)));
    let next = 0;
    const missingUntil = (at: number): void => {
      for (let one = missing[next]; one !== undefined && one.hour <= at; one = missing[++next]) {
        const { device, entity } = one.sensor;
        lines.push(this.#line([iso(one.hour), '', '', device, entity], String(one.readings)));
      }
    };
    for (const reading of readings) {
      missingUntil(reading.measuredAt);
      lines.push(this.#reading(reading));
    }
    missingUntil(Infinity);
    return lines.join('');
  }

  #reading({ sensor, room, measuredAt, receivedAt, value }: RawReading): string {
    const place = this.#columns.indexOf(sensor.quantity);
    const [at, received] = [iso(measuredAt), receivedAt === measuredAt ? '' : iso(receivedAt)];
    const before = [at, received, text(room ?? ''), sensor.device, text(sensor.entity)].join(',');
    return `${before}${','.repeat(place + 1)}${String(value)}${','.repeat(this.#columns.length - place)}${end}`;
  }

  #line(first: readonly string[], last: string): string {
    const cells = [...first, ...Array.from({ length: 5 - first.length + this.#columns.length }, () => '')];
    return [...cells.map(text), last].join(',') + end;
  }
}

/**
 * What a device or a person has named. A spreadsheet takes what begins like a formula for one, which can then send the
 * table elsewhere; an apostrophe before it makes it a text.
 */
function text(value: string): string {
  if (/^[\w:.-]*$/.test(value) && !value.startsWith('-')) return value;
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${harmless.replaceAll('"', '""')}"`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
