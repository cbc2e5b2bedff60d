/** Faults of a configuration, each with the key it is at and what would be right. */
import type { TLocalizedValidationError } from 'typebox/error';

/** Everything that is wrong with a configuration, told at once. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[]) {
    super(
      `${file} has ${faults.length === 1 ? 'a fault' : `${String(faults.length)} faults`}:\n` +
        faults.map((fault) => `  ${fault}`).join('\n'),
    );
    this.faults = faults;
  }
}

/** `/devices/static/0/prot` → `devices.static[0].prot` */
export function keyPath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) =>
      /^\d+$/.test(part) ? `[${part}]` : `.${part.replaceAll('~1', '/').replaceAll('~0', '~')}`,
    )
    .join('')
    .replace(/^\./, '');
}

/** @param keysAt the keys that the schema knows at a path, to find the one that was meant. */
export function faultsOf(
  errors: readonly TLocalizedValidationError[],
  keysAt: (pointer: string) => readonly string[],
): string[] {
  return errors.flatMap((error) => {
    const at = keyPath(error.instancePath);
    if (error.keyword === 'additionalProperties') {
      return error.params.additionalProperties.map((key) => unknownKey(at, key, keysAt(error.instancePath)));
    }
    // Told already, key by key.
    if (error.keyword === 'boolean') return [];
    return [`${at || 'the file'}: ${error.message}`];
  });
}

export function unknownKey(at: string, key: string, known: readonly string[]): string {
  const path = at === '' ? key : `${at}.${key}`;
  return `${path}: unknown key${meantBy(key, known)}`;
}

/** For the end of a sentence: the nearest known name, or all of them. */
export function meantBy(name: string, known: readonly string[]): string {
  const nearest = known.toSorted((a, b) => distance(a, name) - distance(b, name))[0];
  const isNear = nearest !== undefined && distance(nearest, name) <= Math.max(2, name.length / 3);
  return isNear ? `; did you mean "${nearest}"?` : `; known here: ${known.join(', ')}`;
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
