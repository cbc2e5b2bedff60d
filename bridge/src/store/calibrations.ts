import type { DatabaseSync } from 'node:sqlite';
import type { Calibration } from '../reading/calibration.ts';
import type { SensorId } from '../reading/reading.ts';
import { numberIn } from './rows.ts';

/** Of each sensor that has any, newest first. */
export function calibrationsIn(database: DatabaseSync): Map<SensorId, Calibration[]> {
  const calibrations = new Map<SensorId, Calibration[]>();
  for (const row of database
    .prepare('SELECT sensor, from_ms, gain, offset FROM calibration ORDER BY from_ms DESC')
    .all()) {
    const sensor = numberIn(row, 'sensor');
    const one = {
      from: numberIn(row, 'from_ms'),
      gain: numberIn(row, 'gain'),
      offset: numberIn(row, 'offset'),
    };
    const known = calibrations.get(sensor);
    if (known) known.push(one);
    else calibrations.set(sensor, [one]);
  }
  return calibrations;
}
