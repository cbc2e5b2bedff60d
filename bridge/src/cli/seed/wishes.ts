/** What people want of the store, in its own words. */
import type { Mac } from '../../reading/mac.ts';
import type { SensorId } from '../../reading/reading.ts';
import type { Wish } from '../../store/edit-types.ts';
import type { PlannedEdit } from './plan.ts';

export function devicesOf(edit: PlannedEdit): Mac[] {
  return edit.verb === 'replace' ? [edit.old, edit.by] : [edit.device];
}

/** @param sensorOf the number of a device's thermometer. */
export function wishOf(edit: PlannedEdit, sensorOf: (mac: Mac) => SensorId): Wish {
  switch (edit.verb) {
    case 'replace':
      return { verb: 'device-replace', old: edit.old, by: edit.by, from: undefined };
    case 'move':
      return { verb: 'device-move', device: edit.device, to: { room: edit.to }, from: edit.from };
    case 'calibrate':
      return {
        verb: 'calibrate',
        sensor: sensorOf(edit.device),
        gain: 1,
        offset: edit.offset,
        from: edit.from,
      };
  }
}
