/** From `unknown` to a type, one value at a time. Each throws a sentence that names the place. */

export type Fields = Readonly<Record<string, unknown>>;

export function fields(data: unknown, at: string): Fields {
  return isFields(data) ? data : wrong(at, 'an object');
}

/** Of what may be anything, as an error that somebody else threw. */
export function anyFields(data: unknown): Fields {
  return isFields(data) ? data : {};
}

function isFields(data: unknown): data is Fields {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

export function list(data: unknown, at: string): readonly unknown[] {
  return Array.isArray(data) ? data : wrong(at, 'a list');
}

export function text(data: unknown, at: string): string {
  return typeof data === 'string' ? data : wrong(at, 'a text');
}

export function number(data: unknown, at: string): number {
  return typeof data === 'number' && Number.isFinite(data) ? data : wrong(at, 'a number');
}

export function flag(data: unknown, at: string): boolean {
  return typeof data === 'boolean' ? data : wrong(at, 'true or false');
}

export function oneOf<Name extends string>(
  names: Readonly<Record<Name, true>>,
  data: unknown,
  at: string,
): Name {
  const name = text(data, at);
  return isOneOf(names, name) ? name : wrong(at, `one of ${Object.keys(names).join(', ')}`);
}

export function isOneOf<Name extends string>(
  names: Readonly<Record<Name, unknown>>,
  name: string,
): name is Name {
  return Object.hasOwn(names, name);
}

function wrong(at: string, expected: string): never {
  throw new TypeError(`${at} is not ${expected}`);
}

export function instant(data: unknown, at: string): string {
  const written = text(data, at);
  return Number.isNaN(Date.parse(written)) ? wrong(at, 'a time') : written;
}

/** null for what is null or left out. */
export function maybe<T>(data: unknown, read: (data: unknown) => T): T | null {
  return data === null || data === undefined ? null : read(data);
}
