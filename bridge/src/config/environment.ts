/**
 * The configuration's keys as variables of the environment: `site.timezone` is CLIMAT_GUARDIAN_SITE__TIMEZONE,
 * `sinks[0].url` CLIMAT_GUARDIAN_SINKS__0__URL, a device's key CLIMAT_GUARDIAN_DEVICES__KEYS__A0B765000001. They are
 * laid over the file's values. An empty one counts as none, as a compose file makes it of what is not set.
 */
import { nearest, sentenceOf, type Fault } from './faults.ts';
import { rootNode, type Node } from './schema-walk.ts';

export type Environment = Readonly<Partial<Record<string, string>>>;

export interface Overlaid {
  readonly raw: unknown;
  /** Which variable gave what is at a JSON pointer. */
  readonly variables: ReadonlyMap<string, string>;
  readonly faults: readonly Fault[];
}

export const variablePrefix = 'CLIMAT_GUARDIAN_';
/** What is no key of the configuration but an option of the command line, or of the suite that tests it. */
const others = ['CONFIG', 'DATA', 'CACHE'];
/** What Kubernetes sets in every container where a service is called climat-guardian, and Docker's links did. */
const ofOrchestrators = /^(SERVICE_(HOST|PORT(_.*)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

/** @param raw of the file; undefined where it cannot be understood. @param read the text of a file that a variable names. @throws nothing: all that is wrong is in `faults`. */
export function overlaid(raw: unknown, env: Environment, read: (path: string) => string): Overlaid {
  const overlay = new Overlay(read, raw !== undefined);
  const names = Object.keys(env)
    .filter((name) => name.startsWith(variablePrefix))
    .map((name) => name.slice(variablePrefix.length))
    .filter((name) => !others.includes(name) && !ofOrchestrators.test(name))
    // So that a list grows item by item, and a whole list is there before one of its items is set.
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  let laid: unknown = raw ?? {};
  for (const name of names) {
    const text = env[variablePrefix + name] ?? '';
    if (text.trim() !== '') laid = overlay.lay(laid, name, text);
  }
  return { raw: laid, variables: overlay.variables, faults: overlay.faults };
}

/** The name of the variable for a key, with `N` for the place in a list and `MAC` for a key of a map. */
export function variableOf(pointer: string): string {
  return variablePrefix + pointer.slice(1).toUpperCase().replaceAll('/', '__');
}

interface Step {
  readonly name: string;
  /** JSON pointer. */
  readonly at: string;
}

class Overlay {
  readonly variables = new Map<string, string>();
  readonly faults: Fault[] = [];
  readonly #read: (path: string) => string;
  readonly #isFileKnown: boolean;

  constructor(read: (path: string) => string, isFileKnown: boolean) {
    this.#read = read;
    this.#isFileKnown = isFileKnown;
  }

  lay(raw: unknown, name: string, text: string): unknown {
    return this.#into(rootNode, raw, name.split('__'), text, { name, at: '' });
  }

  /** @returns the value with the variable's in it; the same one where the variable is faulty. */
  #into(node: Node, value: unknown, parts: readonly string[], text: string, step: Step): unknown {
    const [part, ...rest] = parts;
    if (part === undefined) return this.#leaf(node, value, text, step);
    if (node.kind === 'object') return this.#intoObject(node, value, part, rest, text, step);
    if (node.kind === 'list') return this.#intoList(node.items, value, part, rest, text, step);
    if (node.kind === 'map' && rest.length === 0) return this.#intoMap(value, part, text, step);
    return this.#unknown(value, step);
  }

  #intoObject(
    node: Node & { kind: 'object' },
    value: unknown,
    part: string,
    rest: readonly string[],
    text: string,
    step: Step,
  ): unknown {
    const [key, child] = [...node.keys].find(([one]) => one.toUpperCase() === part) ?? [];
    if (key === undefined || child === undefined) return this.#unknown(value, step);
    const fields: Readonly<Record<string, unknown>> = isPlain(value) ? value : {};
    const at = `${step.at}/${key}`;
    const set = this.#into(child, fields[key], rest, text, { ...step, at });
    if (set === fields[key]) return value;
    // What is given as a file takes the place of what is given as it is, and the other way round.
    const other = key.endsWith('_file') ? key.slice(0, -'_file'.length) : `${key}_file`;
    const isInstead =
      rest.length === 0 &&
      node.keys.get(other)?.kind === 'text' &&
      !this.variables.has(`${step.at}/${other}`);
    const kept = Object.entries(fields).filter(([one]) => !(isInstead && one === other));
    return { ...Object.fromEntries(kept), [key]: set };
  }

  #intoList(
    items: Node,
    value: unknown,
    part: string,
    rest: readonly string[],
    text: string,
    step: Step,
  ): unknown {
    if (!/^(0|[1-9]\d{0,3})$/.test(part)) return this.#unknown(value, step);
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const index = Number(part);
    if (index > list.length) {
      if (!this.#isFileKnown) return value;
      const last = list.length === 0 ? 'the first is 0' : `the next is ${String(list.length)}`;
      this.#fault(step, `there is nothing before number ${part}: ${last}`);
      return value;
    }
    const set = this.#into(items, list[index], rest, text, { ...step, at: `${step.at}/${part}` });
    return set === list[index] ? value : [...list.slice(0, index), set, ...list.slice(index + 1)];
  }

  /** Of device keys, whose names are MAC addresses: without colons, as no shell takes these. */
  #intoMap(value: unknown, part: string, text: string, step: Step): unknown {
    const isFile = part.endsWith('_FILE');
    const key = isFile ? part.slice(0, -'_FILE'.length) : part;
    let content = text;
    try {
      if (isFile) content = this.#read(text).trim();
    } catch (cause) {
      this.#fault(step, `cannot be read: ${sentenceOf(cause)}`);
      return value;
    }
    const same = (one: string): boolean => one.replaceAll(/[:-]/g, '').toUpperCase() === key;
    const kept = isPlain(value) ? Object.entries(value).filter(([one]) => !same(one)) : [];
    this.variables.set(`${step.at}/${key}`, variablePrefix + step.name);
    return { ...Object.fromEntries(kept), [key]: content };
  }

  #leaf(node: Node, value: unknown, text: string, step: Step): unknown {
    const read = this.#typed(node, text, step);
    if (read === undefined) return value;
    this.variables.set(step.at, variablePrefix + step.name);
    return read;
  }

  /** undefined where the text is none of these, which is then told. */
  #typed(node: Node, text: string, step: Step): unknown {
    const word = text.trim();
    if (node.kind === 'text') return text;
    if (node.kind === 'number' && /^-?\d{1,15}$/.test(word)) return Number(word);
    if (node.kind === 'boolean' && /^(true|false)$/.test(word)) return word === 'true';
    if (node.kind === 'list' && node.items.kind === 'text') return text.split(',').map((one) => one.trim());
    this.#fault(step, `must be ${wanted(node, variablePrefix + step.name)}`);
    return undefined;
  }

  #unknown(value: unknown, step: Step): unknown {
    this.#fault(step, `unknown variable${meantVariable(step.name)}`);
    return value;
  }

  #fault({ at, name }: Step, message: string): void {
    this.faults.push({ pointer: at, message, variable: variablePrefix + name });
  }
}

function wanted({ kind }: Node, variable: string): string {
  if (kind === 'number') return 'a whole number';
  if (kind === 'boolean') return 'true or false';
  return `set part by part, as ${variable}__${kind === 'list' ? '0__…' : '…'}`;
}

/** For the end of a sentence. One underscore where there should be two is the commonest mistake. */
function meantVariable(name: string): string {
  const numbers = name.match(/(?<=_)\d+(?=_)/g) ?? [];
  const near = nearest(name.replaceAll(/(?<=_)\d+(?=_)/g, 'N'), allVariables(rootNode, ''));
  if (near === undefined) return '; all that there are: docs/configuration.md';
  let next = 0;
  const numbered = near.replaceAll(/(?<=_)N(?=_)/g, () => numbers[next++] ?? '0');
  return `; did you mean ${variablePrefix}${numbered}?`;
}

function allVariables(node: Node, prefix: string): string[] {
  if (node.kind === 'object') {
    return [...node.keys].flatMap(([key, child]) =>
      allVariables(child, (prefix === '' ? '' : `${prefix}__`) + key.toUpperCase()),
    );
  }
  if (node.kind === 'list') {
    return node.items.kind === 'object' ? allVariables(node.items, `${prefix}__N`) : [prefix];
  }
  return [node.kind === 'map' ? `${prefix}__MAC` : prefix];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
