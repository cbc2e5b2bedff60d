/**
 * Asked by many at once, loaded once: everybody gets what a load says that began after they asked. So what another
 * process has just written is seen by the next request, and a flood of requests is no flood of loads.
 */
export class SharedLoad<Loaded> {
  readonly #load: () => Promise<Loaded>;
  #running: Promise<unknown> = Promise.resolve();
  #next: Promise<Loaded> | undefined;

  constructor(load: () => Promise<Loaded>) {
    this.#load = load;
  }

  get(): Promise<Loaded> {
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        const loading = this.#load();
        this.#running = loading;
        return loading;
      });
    return this.#next;
  }
}
