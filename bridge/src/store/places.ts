/** What people change while the bridge runs, as the main thread sees it: here, or in another process beside it. */
import type { Calibration } from '../reading/calibration.ts';
import type { Mac } from '../reading/mac.ts';
import type { SensorId } from '../reading/reading.ts';
import type { WriterCalls } from './calls.ts';
import type { AskedEdit, EditOutcome } from './edit-types.ts';
import type { StoreThread } from './thread.ts';

/** How soon the bridge takes in what the command line has changed. */
const lookEveryMs = 1000;

export class Places implements Disposable {
  readonly #thread: StoreThread<WriterCalls>;
  readonly #listeners = new Set<() => Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;

  constructor(thread: StoreThread<WriterCalls>) {
    this.#thread = thread;
    this.#timer = setInterval(() => void this.#look(), lookEveryMs);
  }

  /**
   * Called when anything but readings may have been changed by a person; who changed it waits for what it returns, which
   * must not reject. Returns what ends it.
   */
  onChanged(listener: () => Promise<void>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** By sensor, newest first. */
  calibrations(): Promise<Map<SensorId, Calibration[]>> {
    return this.#thread.call('calibrations');
  }

  /** The encryption keys that were entered by hand. */
  keys(): Promise<Map<Mac, string>> {
    return this.#thread.call('deviceKeys');
  }

  /** On the disk, and taken in by everybody who listens, when it resolves. */
  async edit(asked: AskedEdit): Promise<EditOutcome> {
    const outcome = await this.#thread.call('edit', asked);
    if (outcome.is === 'made' && !asked.dryRun) await this.#tell();
    return outcome;
  }

  /** Resolves when it is on the disk. @param at milliseconds UTC, by the clock of this host. @param by whose token. */
  async setKey(device: Mac, psk: string, at: number, by: number | null): Promise<void> {
    await this.#thread.call('setDeviceKey', device, psk, at, by);
    void this.#tell();
  }

  async removeKey(device: Mac, at: number, by: number | null): Promise<void> {
    await this.#thread.call('removeDeviceKey', device, at, by);
    void this.#tell();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    // The thread may be in the middle of a long fold: one question at a time.
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      if (await this.#thread.call('outsideNews')) void this.#tell();
    } catch {
      // A thread that failed says so to everybody; anything else is asked again.
    } finally {
      this.#isLooking = false;
    }
  }

  async #tell(): Promise<void> {
    await Promise.all([...this.#listeners].map((listener) => listener()));
  }
}
