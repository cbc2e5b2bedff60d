/** Pairing as the bridge sees it: opened here or by the command line, and read from the store by both. */
import { randomInt } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { NewToken, OpenPairing, PairingOutcome, TrustStore } from '../store/types.ts';
import { SharedLoad } from './shared-load.ts';
import { isPastFirst, type Tokens } from './tokens.ts';

export interface PairingOptions {
  readonly doors: TrustStore;
  readonly clock: Pick<Clock, 'monotonic' | 'osBoot'>;
  /** Milliseconds UTC. */
  readonly now: () => number;
}

export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** As a person reads it: `123 456`. */
export function groupedCode(code: string): string {
  return `${code.slice(0, 3)} ${code.slice(3)}`;
}

export class Pairing {
  readonly #options: PairingOptions;
  readonly #shared: SharedLoad<OpenPairing | undefined>;

  constructor(options: PairingOptions) {
    this.#options = options;
    this.#shared = new SharedLoad(() => options.doors.pairing(this.#moment()));
  }

  /** undefined: it is closed. */
  state(): Promise<OpenPairing | undefined> {
    return this.#shared.get();
  }

  /** @param token who opens it; null: this host. @returns the code. */
  async open(token: number | null): Promise<string> {
    const { doors, now } = this.#options;
    const code = newCode();
    await doors.openPairing(code, this.#moment(), { at: now(), token });
    return code;
  }

  /** A flood of tries at a closed door is one question to the store. */
  async try(code: string, token: NewToken & { readonly scope: 'read' | 'admin' }): Promise<PairingOutcome> {
    if ((await this.state()) === undefined) return { is: 'closed' };
    return this.#options.doors.tryPairing({ code, moment: this.#moment(), token });
  }

  #moment(): { osBoot: string; monoMs: number } {
    const { clock } = this.#options;
    return { osBoot: clock.osBoot, monoMs: clock.monotonic() };
  }
}

/** A bridge that nobody has been let in to opens pairing by itself, and says the code. */
export async function openFirstPairing(
  pairing: Pairing,
  tokens: Tokens,
  say: (sentence: string) => void,
): Promise<void> {
  let code: string;
  try {
    if (isPastFirst(await tokens.all())) return;
    code = await pairing.open(null);
  } catch (error) {
    say(`Pairing cannot be opened: ${String(error)}. Later: climat-guardian pair.`);
    return;
  }
  say(
    `Nobody has been let in yet. To pair Home Assistant or another device, enter the code ${groupedCode(code)} there ` +
      'within ten minutes. Later: climat-guardian pair.',
  );
}
