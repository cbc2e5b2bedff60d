/** What a source needs of the browser that it runs in: time, timers, and whether somebody looks. */

/** As `setTimeout` does. @returns what prevents it. */
export type After = (ms: number, run: () => void) => () => void;

export interface Host {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly after: After;
  readonly page: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
}

export function browserHost(): Host {
  return {
    now: () => Date.now(),
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => {
        clearTimeout(timer);
      };
    },
    page: document,
  };
}
