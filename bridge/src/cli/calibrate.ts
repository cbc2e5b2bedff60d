import { edit, type EditOptions } from './edits.ts';
import { sensorOf } from './which-sensor.ts';

export interface CalibrateOptions extends EditOptions {
  readonly offset: number;
  readonly gain: number;
  readonly from?: number;
}

/** @param which a sensor's number, or a device's MAC address. @param quantity needed for a device. */
export function calibrate(which: string, quantity: string | undefined, options: CalibrateOptions): void {
  const { offset, gain, from = Date.now(), ...rest } = options;
  edit(
    (database) => ({ verb: 'calibrate', sensor: sensorOf(database, which, quantity), offset, gain, from }),
    rest,
  );
}
