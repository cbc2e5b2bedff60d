/**
 * One line a minute at most for each device, whatever happens to it. What comes meanwhile waits for the minute's end
 * and is then one line: the newest things said, and how many were left out.
 */
interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

type Level = keyof Log;

const minuteMs = 60_000;
/** As many as one line has place for. */
const maxMessages = 3;

interface Waiting {
  readonly level: Level;
  readonly fields: object;
  /** All different, the newest last. */
  readonly messages: readonly string[];
  readonly count: number;
}

export class DeviceLog implements Disposable {
  readonly #log: Log;
  readonly #everyMs: number;
  /** For each device that had its line in the last minute: what waits, and what ends the minute. */
  readonly #minutes = new Map<string, { readonly end: NodeJS.Timeout; waiting: Waiting | undefined }>();

  constructor(log: Log, everyMs = minuteMs) {
    this.#log = log;
    this.#everyMs = everyMs;
  }

  /** @param device its MAC address, or where it is while that is all that is known */
  say(device: string, level: Level, message: string, fields: object = {}): void {
    const minute = this.#minutes.get(device);
    if (minute === undefined) {
      this.#log[level]({ device, ...fields }, message);
      this.#begin(device);
      return;
    }
    const { waiting } = minute;
    minute.waiting = {
      level: waiting?.level === 'warn' ? 'warn' : level,
      fields,
      messages: [...(waiting?.messages ?? []).filter((other) => other !== message), message].slice(
        -maxMessages,
      ),
      count: (waiting?.count ?? 0) + 1,
    };
  }

  /** What waits is said now. */
  [Symbol.dispose](): void {
    for (const [device, { end }] of this.#minutes) {
      clearTimeout(end);
      this.#end(device);
    }
  }

  #begin(device: string): void {
    const end = setTimeout(() => {
      this.#end(device);
    }, this.#everyMs);
    end.unref();
    this.#minutes.set(device, { end, waiting: undefined });
  }

  #end(device: string): void {
    const waiting = this.#minutes.get(device)?.waiting;
    this.#minutes.delete(device);
    if (waiting === undefined) return;
    const { level, fields, messages, count } = waiting;
    const leftOut = count - messages.length;
    const more = leftOut === 0 ? '' : ` (${String(leftOut)} more in the last minute left out)`;
    this.#log[level]({ device, ...fields }, messages.join(' ') + more);
    this.#begin(device);
  }
}
