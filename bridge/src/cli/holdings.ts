import type { Holdings } from '../store/verify.ts';

/** E.g. `8 rooms, 24 sensors, 1,234 readings from 2026-01-01T00:00:00.000Z to 2026-11-21T12:00:00.000Z` */
export function holdingsSentence({ rooms, sensors, readings, undated, from, to }: Holdings): string {
  const parts = [counted(rooms, 'room'), counted(sensors, 'sensor'), counted(readings, 'reading')].join(', ');
  const span = from === null || to === null ? '' : ` from ${iso(from)} to ${iso(to)}`;
  const waiting = undated === 0 ? '' : `; of these ${String(undated)} wait for a clock that can be trusted`;
  return parts + span + waiting;
}

export function counted(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}
