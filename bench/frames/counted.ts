/** What a measured program says to frames.ts on its standard output, whatever language it is written in. */

/** Frames that are not counted in the result, as compilers and caches warm up; and those that are. */
export const [warmUp, counted] = [200_000, 500_000];
/** After each so many frames, it asks for as many more. */
export const batch = 10_000;

export interface Result {
  /** Of all threads, for the counted frames. */
  readonly cpuS: number;
  readonly wallS: number;
}

/** Tells `ready`, and how it goes. */
export class Counted {
  #frames = 0;
  #from: { cpuS: number; wallS: number } | undefined;

  ready(): void {
    console.log('ready');
  }

  /** @param frames of all so far. */
  reached(frames: number): void {
    const [before, after] = [this.#frames, frames].map((n) => Math.floor(n / batch));
    this.#frames = frames;
    for (let i = before ?? 0; i < (after ?? 0); i++) console.log('more');
    if (frames >= warmUp) this.#from ??= used();
    if (frames < warmUp + counted || this.#from === undefined) return;
    const { cpuS, wallS } = used();
    const result: Result = { cpuS: cpuS - this.#from.cpuS, wallS: wallS - this.#from.wallS };
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
  }
}

function used(): { cpuS: number; wallS: number } {
  const { user, system } = process.cpuUsage();
  return { cpuS: (user + system) / 1e6, wallS: performance.now() / 1000 };
}
