/** The door to the history, which is loaded when it is first opened. Runs before that, as `opened-history.ts` does. */

/** The history's elements could not be loaded. */
export class HistoryNotLoaded extends Error {
  /** `updated`: the server is there, and has another version than this page; only a reload helps. */
  readonly reason: 'updated' | 'unreachable';

  constructor(reason: HistoryNotLoaded['reason'], options: ErrorOptions) {
    super(`The history could not be loaded: ${reason}.`, options);
    this.name = 'HistoryNotLoaded';
    this.reason = reason;
  }
}

/**
 * From then on `<climat-guardian-history-dialog>` and the other elements of the history are defined.
 * Rejects with `HistoryNotLoaded`; may be called again.
 */
export async function loadHistory(
  load: () => Promise<unknown> = () => import('./history.ts'),
  isServerThere: () => Promise<boolean> = answers,
): Promise<void> {
  try {
    await load();
  } catch (cause) {
    throw new HistoryNotLoaded((await isServerThere()) ? 'updated' : 'unreachable', { cause });
  }
}

/** Whatever it answers: after an update this very file is not there any more either. */
async function answers(): Promise<boolean> {
  try {
    await fetch(import.meta.url, { method: 'HEAD', cache: 'no-store' });
    return true;
  } catch {
    return false;
  }
}
