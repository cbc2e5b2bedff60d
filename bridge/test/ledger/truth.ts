/** What was really the matter, and what of it the evidence tells: by the labels of the plan, which the bridge never saw. */
import { minute, models, type Fault, type Model, type Plan } from './plan.ts';

/** The order of causes, written by hand: the bridge's own is what is on trial. */
const wider: Readonly<Record<string, string>> = {
  'bridge-off-or-undated': 'unknown',
  'bridge-off': 'bridge-off-or-undated',
  'bridge-stopped': 'bridge-off',
  'bridge-failed': 'bridge-off',
  'power-cut': 'bridge-off',
  'clock-quarantine': 'bridge-off-or-undated',
  'nothing-came': 'unknown',
  'device-away': 'nothing-came',
  wifi: 'device-away',
  'device-off': 'device-away',
  'wrong-key': 'device-away',
  'sensor-fault': 'nothing-came',
  refused: 'unknown',
  flagged: 'unknown',
};

/** Whether the answer is the cause, or a wider one. */
export function holds(answer: string, cause: string): boolean {
  for (let one: string | undefined = cause; one !== undefined; one = wider[one])
    if (one === answer) return true;
  return false;
}

export interface Label {
  readonly fault: Fault;
  readonly from: number;
  readonly until: number;
  /** For so long after its end it may still be what the gap is due to: until the device is connected, and measures. */
  readonly tailMs: number;
  /** What really was the matter. */
  readonly cause: string;
  /** What the evidence allows to say. */
  readonly expected: readonly string[];
}

const restartsItselfMs = 14 * minute;

/** All that befalls one device's sensors. */
export function labelsOf(plan: Plan, device: number): Label[] {
  const model = models[device];
  if (model === undefined) return [];
  const cuts = [...plan.nights, ...plan.faults].filter(
    ({ kind }) => kind === 'host-cut' || kind === 'host-shut-down',
  );
  return [...plan.nights, ...plan.faults].flatMap((fault) => {
    if (fault.device !== null && fault.device !== device) return [];
    const { from, until } = fault;
    // A device that started anew with the building cannot say what it was before.
    const isCut = cuts.some((one) => one.from < until + 3 * minute && one.until > from);
    // A host takes a minute to start, the building's network another, and who is called in turn waits for his own.
    const tailMs = fault.device === null ? 6 * minute : 3 * minute;
    return labelled(fault, model, isCut, plan).map((label) => ({ fault, from, until, tailMs, ...label }));
  });
}

type Labelled = Pick<Label, 'cause' | 'expected'>;

function labelled(fault: Fault, model: Model, isCut: boolean, plan: Plan): Labelled[] {
  const { kind, from, until } = fault;
  const plain = (cause: string, ...others: string[]): Labelled[] => [{ cause, expected: [cause, ...others] }];
  const isOfPosts = model.way === 'posts';
  switch (kind) {
    case 'host-cut': {
      const isByUndated = plan.faults.some(
        (one) => one.kind === 'clock-never' && (one.from === until || one.until === from),
      );
      return isByUndated
        ? [{ cause: 'power-cut', expected: ['bridge-off-or-undated', 'bridge-off'] }]
        : plain('power-cut');
    }
    case 'clock-never':
      return plain('clock-quarantine', 'bridge-off-or-undated');
    case 'bridge-killed':
      return plain('bridge-failed');
    case 'bridge-stopped':
    case 'host-shut-down':
      return plain('bridge-stopped');
    case 'bridge-paused':
      return plain('bridge-off');
    case 'disk-full':
      return plain('refused');
    case 'flag':
      return plain('flagged');
    case 'wrong-key':
      return plain('wrong-key');
    case 'sensor-nan':
      return plain('sensor-fault');
    case 'sensor-silent': {
      const expected = isOfPosts
        ? ['nothing-came']
        : until - from > 100_000 + model.intervalMs
          ? ['sensor-fault']
          : ['sensor-fault', 'nothing-came'];
      return [{ cause: 'sensor-fault', expected }];
    }
    case 'device-off':
    case 'wifi': {
      const isTold =
        model.uptime === 'ours' || (model.uptime === 'other' && until - from < restartsItselfMs - minute);
      const expected = isOfPosts
        ? ['nothing-came']
        : model.uptime === 'none'
          ? ['device-away']
          : isTold && !isCut
            ? [kind]
            : [kind, 'device-away'];
      return [{ cause: kind, expected }];
    }
    case 'clock-late':
      return [];
  }
}
