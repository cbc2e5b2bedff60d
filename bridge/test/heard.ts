/** Collects what is told and lets a test wait for what it expects, whether it came already or comes later. */
export class Heard<T> {
  readonly all: T[] = [];
  readonly #waiting = new Set<() => void>();

  readonly hear = (one: T): void => {
    this.all.push(one);
    for (const look of this.#waiting) look();
  };

  /** The first that fits, from the one numbered `from` on. @throws after 60 s, with what came instead. */
  async until(fits: (one: T) => boolean, from = 0): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const look = (): void => {
      const index = this.all.findIndex((one, i) => i >= from && fits(one));
      const found = this.all[index];
      if (index >= 0 && found !== undefined) resolve(found);
    };
    const late = setTimeout(() => {
      reject(new Error(`not heard within a minute; heard: ${JSON.stringify(this.all.slice(-20))}`));
    }, 60_000);
    this.#waiting.add(look);
    look();
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      this.#waiting.delete(look);
    }
  }
}
