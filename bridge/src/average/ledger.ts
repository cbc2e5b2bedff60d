/** The ledger: for any period, readings and gaps with their causes make up the wall time, to the millisecond. */
import type {
  Cause,
  EventRow,
  LedgerEvidence,
  LedgerSegment,
  SensorEvidence,
  Stretch,
} from '../store/explaining.ts';
import { bridgeLife, datedEvents, startingMs, type Outage, type Run } from './ledger-bridge.ts';
import { append, common } from './ledger-causes.ts';
import { deviceSeen } from './ledger-device.ts';
import { GapExplainer, type Overlays } from './ledger-gap.ts';

/** Segments that follow on each other through the whole period, no two alike in a row. */
export function explain(period: Stretch, evidence: LedgerEvidence): LedgerSegment[] {
  // One that never measured is not what the others' gaps are due to.
  const measured = evidence.sensors.filter(({ firstReading }) => firstReading !== null);
  const sensors = measured.length > 0 ? measured : evidence.sensors;
  return together(
    period,
    sensors.map((sensor) => ofSensor(period, sensor, evidence)),
  );
}

function ofSensor(period: Stretch, sensor: SensorEvidence, evidence: LedgerEvidence): LedgerSegment[] {
  const life = bridgeLife(evidence, sensor.undated);
  const ofDevice = evidence.events.filter(({ device }) => device === sensor.device);
  const overlays = overlaysOf(sensor, evidence, life, ofDevice);
  const gaps = new GapExplainer(sensor, deviceSeen(life, ofDevice), overlays);
  const met = evidence.met.get(sensor.device) ?? Infinity;
  const first = sensor.firstReading ?? Infinity;
  // One that was met measures soon; later it is a fault.
  const known = first - met <= Math.max(startingMs, sensor.holdMs) ? first : Math.min(met, first);
  const all: LedgerSegment[] = [];
  const put = (from: number, until: number, cause: Cause | null): void => {
    append(all, { from: Math.max(from, period.from), until: Math.min(until, period.until), cause });
  };
  put(period.from, known, 'before-first');
  let [end, last] = [known, known];
  for (const covered of [...sensor.covered, { from: Infinity, until: Infinity, last: Infinity }]) {
    const gap = { from: end, until: Math.min(covered.from, evidence.now), last };
    if (gap.until > Math.max(gap.from, period.from) && gap.from < period.until)
      for (const { from, until, cause } of gaps.explain(gap)) put(from, until, cause);
    put(covered.from, covered.until, null);
    ({ until: end, last } = covered);
  }
  return placed(period, sensor.placed, all);
}

function overlaysOf(
  { device, entity }: SensorEvidence,
  { events, met }: LedgerEvidence,
  life: readonly (Run | Outage)[],
  ofDevice: readonly EventRow[],
): Overlays {
  const refusals = datedEvents(ofDevice, life).flatMap(({ kind, at, cause }) => {
    const [, of, reason] = kind === 'reading-refused' ? (/^(.+): (.+)$/.exec(cause ?? '') ?? []) : [];
    return of === entity && reason !== undefined ? [{ at, cause: causeOf(reason) }] : [];
  });
  const ofBridge = datedEvents(
    events.filter((event) => event.device === null),
    life,
  );
  const paused = ofBridge.flatMap(({ kind, at, cause }) =>
    kind === 'bridge-paused' ? [{ from: at - Number.parseInt(cause ?? '0', 10), until: at }] : [],
  );
  const damagedAt = ofBridge.flatMap(({ kind, at }) => (kind === 'store-damaged' ? [at] : []));
  const full: Stretch[] = [];
  for (const [i, { kind, at, boot }] of ofBridge.entries()) {
    if (kind !== 'disk-full' && kind !== 'disk-slow') continue;
    const end = ofBridge.slice(i + 1).find((one) => one.kind === 'disk-recovered' && one.boot === boot);
    const run = life.find((one) => one.is === 'run' && one.boot === boot);
    full.push({ from: at, until: end?.at ?? run?.until ?? at });
  }
  return { refusals, paused, damagedAt, full, isConnectedTo: met.has(device) };
}

/** What was said was no measurement; else it may have been one, and the bridge could not take it. */
const noMeasurement = new Set(['not-a-number', 'out-of-range']);

function causeOf(reason: string): Cause {
  return noMeasurement.has(reason) ? 'sensor-fault' : 'refused';
}

/** @param stretches in which it is asked about. */
function placed(
  period: Stretch,
  stretches: readonly Stretch[],
  of: readonly LedgerSegment[],
): LedgerSegment[] {
  const all: LedgerSegment[] = [];
  let at = period.from;
  for (const { from, until } of stretches) {
    append(all, { from: at, until: Math.min(from, period.until), cause: 'not-placed' });
    for (const one of of)
      append(all, { from: Math.max(one.from, from), until: Math.min(one.until, until), cause: one.cause });
    at = Math.max(at, Math.min(until, period.until));
  }
  append(all, { from: at, until: period.until, cause: 'not-placed' });
  return all;
}

/** A sensor that is not there yet, or stands elsewhere, is not what a room's gap is due to. */
const absent: readonly Cause[] = ['not-placed', 'before-first'];

/** What holds of all of them: there are readings where one has them, and a cause is that of each. */
function together(period: Stretch, of: readonly (readonly LedgerSegment[])[]): LedgerSegment[] {
  const all: LedgerSegment[] = [];
  const places = of.map(() => 0);
  for (let { from } = period; from < period.until;) {
    let until = period.until;
    const here: (Cause | null)[] = [];
    for (const [i, segments] of of.entries()) {
      let place = places[i] ?? 0;
      while ((segments[place]?.until ?? Infinity) <= from) place++;
      places[i] = place;
      const segment = segments[place];
      until = Math.min(until, segment?.until ?? Infinity);
      here.push(segment?.cause ?? null);
    }
    append(all, { from, until, cause: causeOfAll(here) });
    from = until;
  }
  return all;
}

function causeOfAll(causes: readonly (Cause | null)[]): Cause | null {
  if (causes.length === 0) return 'not-placed';
  const known: Cause[] = [];
  for (const cause of causes) {
    if (cause === null) return null;
    known.push(cause);
  }
  const present = known.filter((cause) => !absent.includes(cause));
  if (present.length > 0) return present.reduce(common);
  return known.includes('before-first') ? 'before-first' : 'not-placed';
}
