/** How far long work has got, on standard error: a bar for a person at a terminal, else a line now and then. */

export interface Out {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const [barEveryMs, lineEveryMs] = [200, 10_000];
const width = 24;

export class ProgressBar implements Disposable {
  readonly #what: string;
  readonly #out: Out;
  readonly #elapsed: () => number;
  readonly #begun: number;
  #toldAt: number;
  #isShown = false;

  /** @param elapsed milliseconds of a clock that never steps. */
  constructor(what: string, out: Out, elapsed: () => number) {
    this.#what = what;
    this.#out = out;
    this.#elapsed = elapsed;
    this.#begun = elapsed();
    this.#toldAt = this.#begun;
  }

  /** @param share 0 … 1. @param words where that is. */
  told(share: number, words: string): void {
    const now = this.#elapsed();
    const isTerminal = this.#out.isTTY === true;
    if (now - this.#toldAt < (isTerminal ? barEveryMs : lineEveryMs)) return;
    this.#toldAt = now;
    const percent = `${String(Math.floor(100 * share)).padStart(3)} %`;
    const left = share > 0 ? `, ${clockTime(((now - this.#begun) * (1 - share)) / share)} left` : '';
    if (isTerminal) {
      const full = Math.round(width * share);
      const bar = `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
      this.#out.write(`\r${`${bar} ${percent}  ${words}${left}`.padEnd(79)}`);
      this.#isShown = true;
    } else this.#out.write(`${this.#what} ${percent.trim()}: ${words}${left}\n`);
  }

  /** Leaves nothing of itself on a terminal. */
  [Symbol.dispose](): void {
    if (this.#isShown) this.#out.write(`\r${' '.repeat(79)}\r`);
  }
}

/** E.g. `2:05`. */
function clockTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`;
}
