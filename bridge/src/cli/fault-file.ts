/** `simulate --faults FILE`: a list of what befalls which device when, in YAML or JSON. All mistakes are told at once. */
import { readFileSync } from 'node:fs';
import { FAULT_NAMES, isFaultName, isMomentary, type PlannedFault } from '@climat-guardian/simulator';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml';
import { ConfigError, meantBy } from '../config/faults.ts';

const keys = ['at', 'every', 'device', 'fault', 'for'];

/** @throws {ConfigError} with the line of each mistake */
export function readFaultFile(file: string, rooms: number): PlannedFault[] {
  return parseFaults(readFileSync(file, 'utf8'), file, rooms);
}

export function parseFaults(text: string, file: string, rooms: number): PlannedFault[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const mistakes = document.errors.map(
    (error) => `line ${String(lines.linePos(error.pos[0]).line)}: ${error.message}`,
  );
  if (mistakes.length > 0) throw new ConfigError(file, mistakes);
  const list = document.contents;
  if (!isSeq(list)) throw new ConfigError(file, ['the file: must be a list of faults']);
  const plan = list.items.flatMap((item) => {
    const at = isMap(item) || isScalar(item) ? lines.linePos(item.range[0]).line : 1;
    const wrong = (what: string, node?: Node): void => {
      const line = node?.range ? lines.linePos(node.range[0]).line : at;
      mistakes.push(`line ${String(line)}: ${what}`);
    };
    if (isMap(item)) return parseFault(item, rooms, wrong) ?? [];
    wrong('must hold at or every, device and fault');
    return [];
  });
  if (mistakes.length > 0) throw new ConfigError(file, mistakes);
  return plan;
}

type Wrong = (what: string, node?: Node) => void;

function parseFault(item: YAMLMap, rooms: number, wrong: Wrong): PlannedFault | undefined {
  const values = new Map<string, Node>();
  for (const { key, value } of item.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (!keys.includes(name))
      wrong(`${name}: unknown key${meantBy(name, keys)}`, isScalar(key) ? key : undefined);
    else if (isScalar(value)) values.set(name, value);
    else wrong(`${name}: must be one value`);
  }
  const at = duration('at', values, wrong);
  const every = duration('every', values, wrong);
  const length = duration('for', values, wrong);
  const device = deviceOf(values.get('device'), rooms, wrong);
  const fault = faultOf(values.get('fault'), wrong);
  if (!values.has('at') && !values.has('every')) wrong('at or every: when is it to happen?');
  if (fault === undefined || device === undefined) return undefined;
  if (isMomentary(fault) && length !== undefined) wrong(`for: ${fault} is over at once`, values.get('for'));
  if (!isMomentary(fault) && every !== undefined && (length ?? Infinity) >= every) {
    wrong(
      `for: what happens every ${String(every)} ms must be over before it happens again`,
      values.get('for'),
    );
  }
  if (fault === 'swap' && rooms < 2) wrong('fault: swap needs two rooms', values.get('fault'));
  if (fault === 'swap' && device === 'all')
    wrong('device: swap is for one and the next', values.get('device'));
  return { at: at ?? every ?? 0, every, device, fault, for: length };
}

function faultOf(node: Node | undefined, wrong: Wrong) {
  const name = isScalar(node) ? String(node.value) : '';
  if (isFaultName(name)) return name;
  wrong(
    node === undefined ? 'fault: is missing' : `fault: "${name}" is unknown${meantBy(name, FAULT_NAMES)}`,
    node,
  );
  return undefined;
}

function deviceOf(node: Node | undefined, rooms: number, wrong: Wrong): number | 'all' | undefined {
  const value = isScalar(node) ? node.value : undefined;
  if (value === 'all') return value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= rooms) return value - 1;
  wrong(`device: must be a number from 1 to ${String(rooms)}, as they are printed, or all`, node);
  return undefined;
}

function duration(key: string, values: ReadonlyMap<string, Node>, wrong: Wrong): number | undefined {
  const node = values.get(key);
  if (node === undefined) return undefined;
  const text = isScalar(node) ? String(node.value) : '';
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(number) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit] ?? NaN);
  if (ms >= 1 && ms <= 24 * 3_600_000) return ms;
  wrong(`${key}: "${text}" must be a duration such as 500ms, 30s, 5m or 2h, a day at most`, node);
  return undefined;
}
