/** Tells the Supervisor where the bridge answers, and so Home Assistant's integration (docs/decisions/0020-home-assistant-app.md). */
import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

/** The same for ingress, the watchdog and all: config.yaml. */
export const port = 8321;
/** Home Assistant is in the network of the host too. */
const host = '127.0.0.1';
const bridge = `http://${host}:${String(port)}/`;

export interface AnnounceOptions {
  readonly supervisor: string;
  /** undefined: no Supervisor started this. */
  readonly supervisorToken: string | undefined;
  /** The bridge's id, once it answers. */
  readonly id: Promise<string>;
  /** By which Home Assistant is let in. */
  readonly token: () => Promise<string>;
  /** Aborted when the bridge has ended. */
  readonly signal: AbortSignal;
  readonly say: (sentence: string) => void;
}

/** @throws {Error} where trying again would not help. */
export async function announce({
  supervisor,
  supervisorToken,
  id,
  token,
  signal,
  say,
}: AnnounceOptions): Promise<void> {
  if (supervisorToken === undefined) {
    say(
      'No Supervisor started this (SUPERVISOR_TOKEN is not set): Home Assistant is not told of the bridge.',
    );
    return;
  }
  const config = { host, port, id: await id, token: await untilGiven(signal, token) };
  // https://developers.home-assistant.io/docs/api/supervisor/endpoints#discovery
  await untilGiven(signal, async () => {
    const answer = await fetch(new URL('discovery', supervisor), {
      method: 'POST',
      headers: { authorization: `Bearer ${supervisorToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ service: 'climat_guardian', config }),
      signal,
    });
    if (answer.ok) return true;
    const sentence = `the Supervisor answers ${String(answer.status)}: ${await answer.text()}`;
    if (answer.status < 500) throw new Refused(sentence);
    throw new Error(sentence);
  });
  say('Home Assistant has been told of the bridge.');
}

/** The token of a file, as long as the bridge takes it; else a new one, which is put there. */
export async function known(file: string, make: () => Promise<string>, signal: AbortSignal): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '' && (await isGood(kept, signal))) return kept;
  const token = await make();
  await writeFile(file, token, { mode: 0o600 });
  return token;
}

/** @throws {Error} where the bridge cannot say. */
async function isGood(token: string, signal: AbortSignal): Promise<boolean> {
  const answer = await fetch(new URL('api/v1/session', bridge), {
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  if (answer.status >= 500) throw new Error(`the bridge answers ${String(answer.status)}`);
  return answer.ok;
}

/** @returns the bridge's id. @throws {Error} when it has ended. */
export function untilUp(signal: AbortSignal): Promise<string> {
  return untilGiven(signal, bridgeId);
}

async function bridgeId(): Promise<string | undefined> {
  const health: unknown = await (await fetch(new URL('health', bridge))).json();
  return typeof health === 'object' && health !== null && 'bridge' in health
    ? String(health.bridge)
    : undefined;
}

/** It would be refused again. */
class Refused extends Error {}

/** Tries again after 1, 2, 4 … 60 s. @throws {Refused}, and when the bridge has ended. */
async function untilGiven<T>(signal: AbortSignal, ask: () => Promise<T | undefined>): Promise<T> {
  for (let delay = 1; ; delay = Math.min(2 * delay, 60)) {
    try {
      const given = await ask();
      if (given !== undefined) return given;
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    await pause(delay * 1000, undefined, { signal });
  }
}
