/** Faults of a configuration, each with the key it is at and what would be right. */
import type { TLocalizedValidationError } from 'typebox/error';

/** Everything that is wrong with a configuration, told at once. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  /** @param where the file, or what else the faults are in */
  constructor(where: string, faults: readonly string[]) {
    super(
      `${where} ${where.endsWith(' and the environment') ? 'have' : 'has'} ${faults.length === 1 ? 'a fault' : `${String(faults.length)} faults`}:\n` +
        faults.map((fault) => `  ${fault}`).join('\n'),
    );
    this.faults = faults;
  }
}

export interface Fault {
  /** JSON pointer. */
  readonly pointer: string;
  readonly message: string;
  /** Of the environment, where that is at fault. */
  readonly variable?: string;
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

/** One part of a JSON pointer. */
export function pointerPart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** @param keysAt the keys that the schema knows at a path, to find the one that was meant. */
export function faultsOf(
  errors: readonly TLocalizedValidationError[],
  keysAt: (pointer: string) => readonly string[],
): Fault[] {
  return errors.flatMap((error): Fault[] => {
    const pointer = error.instancePath;
    switch (error.keyword) {
      case 'additionalProperties':
        return error.params.additionalProperties.map((key) => ({
          pointer: `${pointer}/${pointerPart(key)}`,
          message: unknownKey(key, keysAt(pointer)),
        }));
      // Told already, key by key.
      case 'boolean':
        return [];
      case 'required':
        return [{ pointer, message: `needs ${error.params.requiredProperties.join(', ')}` }];
      case 'type':
        return [{ pointer, message: typeSentences[String(error.params.type)] ?? error.message }];
      case 'minLength':
        return [{ pointer, message: 'must not be empty' }];
      default:
        return [{ pointer, message: error.message }];
    }
  });
}

const typeSentences: Readonly<Record<string, string>> = {
  string: 'must be text: put it into quotes',
  integer: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must hold keys and values',
};

export function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key${meantBy(key, known)}`;
}

/** For the end of a sentence: the nearest known name, or all of them. */
export function meantBy(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? `; known here: ${known.join(', ')}` : `; did you mean "${near}"?`;
}

/** The known name that was meant, most likely. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const first = known.toSorted((a, b) => distance(a, name) - distance(b, name))[0];
  const isNear = first !== undefined && distance(first, name) <= Math.max(2, name.length / 3);
  return isNear ? first : undefined;
}

/** Levenshtein's edit distance; of the beginnings of what is long, which a name is not. */
function distance(first: string, second: string): number {
  const [a, b] = [first.slice(0, 100), second.slice(0, 100)];
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

/** `ENOENT: no such file or directory, open '…'`, without the class that it is of. */
export function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
