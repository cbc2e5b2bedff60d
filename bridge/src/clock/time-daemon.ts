/**
 * Whether the system's own clock is kept right by a time daemon of this host; then it can be used as it is.
 *
 * Node cannot ask the kernel (adjtimex), so those are asked who can: systemd-timesyncd by its stamp, chronyd by chronyc,
 * and the kernel, for any other daemon, by timedatectl. What is not installed knows nothing.
 */
import type { Evidence, EvidenceSource } from './evidence.ts';
import type { Instant } from './host-time.ts';

export interface TimeDaemonOptions {
  readonly read: () => Instant;
  /** When a file was last modified, by the wall clock; undefined where there is none. */
  readonly modifiedAt: (path: string) => Promise<number | undefined>;
  /** What a program printed; undefined where there is none, it failed, or it took too long. */
  readonly run: (
    program: string,
    args: readonly string[],
    signal: AbortSignal,
  ) => Promise<string | undefined>;
}

/** Touched by systemd-timesyncd "on each successful synchronization" (its manual page). */
const stampFile = '/run/systemd/timesync/synchronized';
/** timesyncd asks its server every 2048 s at the latest; it may miss one answer, not three. */
const stampAgeMs = 3 * 2048 * 1000;
/** A time daemon steps what is further off than this, or has not finished. */
const errorMs = 500;
/** A step while we asked makes the answer worthless. */
const steppedMs = 100;

export class TimeDaemon implements EvidenceSource {
  readonly name = 'the time daemon';
  readonly #options: TimeDaemonOptions;
  /** The newest stamp, and what the wall clock was against the monotonic one when we first saw it. */
  #stamp: { readonly at: number; readonly offsetMs: number } | undefined;

  constructor(options: TimeDaemonOptions) {
    this.#options = options;
  }

  async look(signal: AbortSignal): Promise<Evidence | undefined> {
    const before = offsetOf(this.#options.read());
    if (!(await this.#isSynchronised(signal))) return undefined;
    const offsetMs = offsetOf(this.#options.read());
    return Math.abs(offsetMs - before) < steppedMs ? { offsetMs, errorMs } : undefined;
  }

  async #isSynchronised(signal: AbortSignal): Promise<boolean> {
    if (await this.#isStamped()) return true;
    const tracking = await this.#options.run('chronyc', ['-c', 'tracking'], signal);
    const byChrony = tracking === undefined ? undefined : isTracking(tracking);
    // A chronyd that runs is the one that sets the clock, and knows more than the kernel's flag.
    if (byChrony !== undefined) return byChrony;
    const kernel = ['show', '--property=NTPSynchronized', '--value'];
    return (await this.#options.run('timedatectl', kernel, signal))?.trim() === 'yes';
  }

  /** The stamp must be of this boot, not old, and the clock not have been set by somebody since. */
  async #isStamped(): Promise<boolean> {
    const at = await this.#options.modifiedAt(stampFile);
    if (at === undefined) return false;
    const now = this.#options.read();
    const offsetMs = offsetOf(now);
    if (this.#stamp?.at !== at) this.#stamp = { at, offsetMs };
    const age = now.wallMs - at;
    return (
      age >= -steppedMs &&
      age <= Math.min(stampAgeMs, now.monotonicMs) &&
      Math.abs(offsetMs - this.#stamp.offsetMs) <= errorMs
    );
  }
}

function offsetOf({ wallMs, monotonicMs }: Instant): number {
  return wallMs - monotonicMs;
}

/**
 * `chronyc -c tracking`: reference id, its name, stratum, its time, system time minus NTP time [s], last and RMS offset,
 * frequency, residual, skew, root delay [s], root dispersion [s], update interval, leap status.
 *
 * @returns undefined where it is no such line, as when chronyd does not run.
 */
export function isTracking(line: string): boolean | undefined {
  const fields = line.trim().split(',');
  const [reference, , stratumText] = fields;
  if (fields.length !== 14 || reference === undefined) return undefined;
  const stratum = Number(stratumText);
  const [offset, delay, dispersion] = [fields[4], fields[10], fields[11]].map((text) =>
    Math.abs(Number(text)),
  );
  if (offset === undefined || delay === undefined || dispersion === undefined) return undefined;
  return (
    fields[13] !== 'Not synchronised' &&
    // 127.127.1.1: chronyd takes this host's own clock for right (`local`), which is what we want to know.
    reference.toUpperCase() !== '7F7F0101' &&
    stratum >= 1 &&
    stratum <= 15 &&
    // It may be slewing for hours, while all else looks well.
    (offset + delay / 2 + dispersion) * 1000 <= errorMs
  );
}
