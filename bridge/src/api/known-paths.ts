/** Which methods a path has, for who asks it by another one. */
import type { RouteOptions } from 'fastify';

export class KnownPaths {
  readonly #methods = new Map<string, Set<string>>();

  /** The page's files, whose path is any, are not among them. */
  note({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void {
    if (url.includes('*')) return;
    const methods = this.#methods.get(url) ?? new Set();
    for (const one of [method].flat()) methods.add(one);
    this.#methods.set(url, methods);
  }

  /** @param path as it was asked for. @returns none for a path that is not there. */
  methodsOf(path: string): string[] {
    const parts = path.replace(/[?#].*$/s, '').split('/');
    const matching = [...this.#methods].filter(([pattern]) => matches(pattern.split('/'), parts));
    return [...new Set(matching.flatMap(([, methods]) => [...methods]))].sort();
  }
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]))
  );
}
