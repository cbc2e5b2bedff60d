/** What a panel's field configuration does to its columns: hides and renames them, and says their unit. */
import type { Cell, Frame } from './influxdb.ts';
import type { Panel, Property } from './model.ts';
import { reduced } from './transform.ts';

/** Without the columns that are not shown, the others called as they are shown. */
export function configured(frame: Frame, panel: Panel): Frame {
  const fields = new Map<string, readonly Cell[]>();
  for (const [name, cells] of frame.fields) {
    const properties = propertiesOf(shownName(frame, name), panel);
    if (properties.some(isHiding)) continue;
    const renamed = properties.findLast(({ id }) => id === 'displayName')?.value;
    fields.set(typeof renamed === 'string' ? renamed : name, cells);
  }
  return { ...frame, fields };
}

/** A series' values go by the series' name. */
export function shownName(frame: Frame, field: string): string {
  return field === 'Value' ? frame.name : field;
}

export function propertiesOf(name: string, { fieldConfig }: Panel): Property[] {
  return fieldConfig.overrides
    .filter(({ matcher: { id, options } }) => {
      if (id === 'byName') return options === name;
      if (id === 'byRegexp') return new RegExp(options.replace(/^\/(.*)\/$/, '$1')).test(name);
      throw new Error(`no test knows the matcher ${id}`);
    })
    .flatMap(({ properties }) => properties);
}

export function unitOf(name: string, panel: Panel): string {
  const unit = propertiesOf(name, panel).findLast(({ id }) => id === 'unit')?.value;
  return typeof unit === 'string' ? unit : panel.fieldConfig.defaults.unit;
}

function isHiding({ id, value }: Property): boolean {
  if (id === 'custom.hidden') return value === true;
  return (
    id === 'custom.hideFrom' &&
    typeof value === 'object' &&
    value !== null &&
    'viz' in value &&
    value.viz === true
  );
}

/** A stat's numbers: one of each series. */
export function reducedFrames(frames: readonly Frame[], { options }: Panel): Frame[] {
  const [calculation] = options.reduceOptions?.calcs ?? [];
  if (calculation === undefined) return [...frames];
  return frames.map((frame) => ({
    ...frame,
    fields: new Map([['Value', [reduced(calculation, frame.fields.get('Value') ?? [])]]]),
  }));
}
