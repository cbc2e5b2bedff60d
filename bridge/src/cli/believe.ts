/** `flag`, `hold`: what of a sensor is to be believed, and for how long a reading of it counts. */
import { edit, type EditOptions } from './edits.ts';
import { sensorOf } from './which-sensor.ts';

export interface FlagOptions extends EditOptions {
  readonly from: number;
  readonly until?: number;
  readonly reason: string;
}

export interface HoldOptions extends EditOptions {
  readonly from?: number;
}

/** @param which a sensor's number, or a device's MAC address. @param quantity needed for a device. */
export function flag(which: string, quantity: string | undefined, options: FlagOptions): void {
  const { from, until = Date.now(), reason, ...rest } = options;
  edit(
    (database) => ({ verb: 'flag', sensor: sensorOf(database, which, quantity), from, until, reason }),
    rest,
  );
}

/** As `flag`. */
export function hold(
  which: string,
  quantity: string | undefined,
  holdMs: number,
  { from = Date.now(), ...rest }: HoldOptions,
): void {
  edit((database) => ({ verb: 'hold', sensor: sensorOf(database, which, quantity), holdMs, from }), rest);
}
