/** The bridge as its users start it: the command line, in a process of its own. */
import { join } from 'node:path';
import { startChild, type Child } from './child.ts';
import type { Neighbour } from './neighbour.ts';

export interface BridgeProcess extends AsyncDisposable {
  /** With a slash at its end. */
  readonly url: string;
  readonly log: () => string;
  /** SIGTERM, as a service manager does, unless told otherwise. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

const program = join(import.meta.dirname, '..', '..', 'bridge', 'bin', 'climat-guardian.js');

/**
 * Resolves when it has printed its address.
 *
 * @param args e.g. `['run', '--config', file]`
 * @param env beside this process's own, e.g. a `TMPDIR`
 * @param on the command that runs it elsewhere, e.g. a neighbour's
 */
export async function startBridgeProcess(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  on: Neighbour['on'] = (own, all) => [own, all],
): Promise<BridgeProcess> {
  let child: Child | undefined = await startChild(...on(process.execPath, [program, ...args]), {
    env: { ...process.env, ...env },
    ready: /at (http:\/\/\S+\/)/,
  });
  const { ready, log } = child;
  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const running = child;
    child = undefined;
    await running?.end(signal);
  }
  return { url: ready[1] ?? '', log, stop, [Symbol.asyncDispose]: stop };
}
