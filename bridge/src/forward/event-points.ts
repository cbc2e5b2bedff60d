/** What explains a gap, as points: the names of docs/data-path.md, "In InfluxDB". */
import { tagsOf, type Point } from '../reading/line-protocol.ts';
import type { ForwardEvent } from '../store/outbox-types.ts';
import type { EventKind } from '../store/types.ts';

export const eventMeasurement = 'event';

interface Told {
  readonly sensor?: string;
  /** A word that others share, to count by. */
  readonly cause: string;
  /** A sentence. */
  readonly text: string;
}

/** By kind, with the ledger's own words of the cause. */
const tellings: Readonly<Record<EventKind, (cause: string) => Told>> = {
  'bridge-started': (version) => ({ cause: version, text: `The bridge started, version ${version}.` }),
  'bridge-stopped': (version) => ({ cause: version, text: `The bridge stopped, version ${version}.` }),
  'bridge-paused': (ms) => ({ cause: 'paused', text: `The bridge stood still for ${ms}.` }),
  'device-online': () => ({ cause: 'online', text: 'The device is connected.' }),
  'device-lost': afterColon,
  'device-uptime': (ms) => ({ cause: 'uptime', text: `The device has been running for ${ms}.` }),
  'reading-refused': (cause) => {
    const { cause: sensor, text: reason } = afterColon(cause);
    return { sensor, cause: reason, text: `What ${sensor} told was refused: ${reason}.` };
  },
  'sink-down': afterColon,
  'sink-up': (name) => ({ cause: name, text: `${name} takes readings again.` }),
  'clock-trusted': () => ({ cause: 'trusted', text: 'The time is known.' }),
  'clock-stepped': (ms) => ({ cause: 'stepped', text: `The clock of the bridge’s host was set by ${ms}.` }),
  'clock-corrected': (ms) => ({ cause: 'corrected', text: `The time that was believed was wrong by ${ms}.` }),
  'disk-full': () => ({ cause: 'full', text: 'The disk is full: readings cannot be kept.' }),
  'disk-slow': () => ({ cause: 'slow', text: 'The disk is too slow: readings cannot be kept.' }),
  'disk-recovered': (cost) => ({ cause: 'recovered', text: `The disk takes readings again: ${cost}.` }),
  'store-damaged': (text) => ({ cause: 'damaged', text }),
};

export function pointOfEvent({ kind, at, device, cause }: ForwardEvent, site: string): Point {
  const { sensor, ...told } = isKnown(kind) ? tellings[kind](cause ?? '') : unknown(kind, cause);
  return {
    measurement: eventMeasurement,
    tags: tagsOf({ site, kind, device: device ?? undefined, sensor }),
    fields: { count: 1, ...told },
    time: at,
  };
}

/** `unreachable: Not reachable: …` */
function afterColon(cause: string): { readonly cause: string; readonly text: string } {
  const [first = '', ...rest] = cause.split(': ');
  return { cause: first, text: rest.join(': ') || first };
}

function isKnown(kind: string): kind is EventKind {
  return Object.hasOwn(tellings, kind);
}

/** Of a newer program. */
function unknown(kind: string, cause: string | null): Told {
  return { cause: kind, text: cause ?? kind };
}
