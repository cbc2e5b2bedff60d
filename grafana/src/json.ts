/** Looking into JSON that somebody else may have edited. */
export type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Each object in it, itself first, with where it is. */
export function* objectsIn(value: unknown, where = ''): Generator<[where: string, object: Json]> {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) yield* objectsIn(one, `${where}[${String(i)}]`);
  } else if (isRecord(value)) {
    yield [where, value];
    for (const [key, one] of Object.entries(value)) yield* objectsIn(one, `${where}.${key}`);
  }
}
