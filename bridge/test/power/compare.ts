/** What is wrong with the readings that a store still has after a power cut. */
import type { StoredReading } from '../stored-readings.ts';
import type { Moment } from './moments.ts';
import { sentReading, type SentReading } from './workload.ts';

export interface Fault {
  readonly kind: 'unusable' | 'complaint' | 'missing' | 'wrong' | 'twice' | 'never sent';
  readonly what: string;
}

export function faultsIn(
  rows: readonly StoredReading[],
  seed: number,
  { sent, acknowledged }: Pick<Moment, 'sent' | 'acknowledged'>,
): Fault[] {
  const faults: Fault[] = [];
  const expected = new Map<string, SentReading & { readonly i: number; seen: number }>();
  for (let i = 0; i < sent; i++) {
    const reading = sentReading(seed, i);
    expected.set(identity(reading.device, reading.entity, reading.measuredAt), { ...reading, i, seen: 0 });
  }
  for (const [device, entity, measuredAt, thousandths] of rows) {
    const what = `${device} ${entity} at ${String(measuredAt)}: ${String(thousandths)}`;
    const reading = expected.get(identity(device, entity, measuredAt));
    if (reading === undefined) faults.push({ kind: 'never sent', what });
    else if (reading.thousandths !== thousandths) {
      faults.push({ kind: 'wrong', what: `${what}, sent as ${String(reading.thousandths)}` });
    } else if (++reading.seen === 2)
      faults.push({ kind: 'twice', what: `${what}, number ${String(reading.i)}` });
  }
  for (const { i, seen } of expected.values()) {
    if (i < acknowledged && seen === 0) {
      faults.push({ kind: 'missing', what: `number ${String(i)} of ${String(acknowledged)} acknowledged` });
    }
  }
  return faults;
}

function identity(device: string, entity: string, measuredAt: number): string {
  return `${device} ${entity} ${String(measuredAt)}`;
}
