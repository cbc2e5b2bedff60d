/** Readings are dated as soon as the clock is trusted, and again when it turns out that it was wrong. */
import type { Chronicle } from './chronicle.ts';
import type { Clock } from './clock/clock.ts';
import type { Store } from './store/store.ts';

export function followClock(
  clock: Clock,
  store: Store,
  chronicle: Chronicle,
  warn: (message: string) => void,
): void {
  const date = (): void => {
    store.trust().catch((error: unknown) => {
      warn(`Readings that wait for the clock cannot be dated: ${String(error)}`);
    });
  };
  clock.onTrust(() => {
    chronicle.clock('clock-trusted');
    date();
  });
  clock.onStep((byMs) => {
    chronicle.clock('clock-stepped', byMs);
  });
  clock.onCorrected((byMs) => {
    chronicle.clock('clock-corrected', byMs);
    date();
  });
}
