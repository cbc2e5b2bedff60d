/** Looks at all that the bridge stands on, changes nothing, and says of each thing that is wrong what to do. */
import { setTimeout as pause } from 'node:timers/promises';
import { makeClock } from '../../clock/make-clock.ts';
import type { Config } from '../../config/config.ts';
import { checkStore, type CheckedStore } from '../../store/check-store.ts';
import { lastTrust } from '../../store/last-trust.ts';
import { configured, type WhereOptions } from '../configured.ts';
import { counted, holdingsSentence } from '../holdings.ts';
import { withProgress } from '../progress.ts';
import { diskFinding } from './disk.ts';
import type { Finding } from './finding.ts';
import { apiFinding, deviceFindings } from './network.ts';
import { sinkTrouble } from './sink-trouble.ts';

export interface CheckOptions extends WhereOptions {
  readonly json?: boolean;
}

/** A time daemon answers at once, an NTP server or a web server within this. */
const clockWaitMs = 5000;

/** @throws {Error} when something is wrong. */
export async function check({ json = false, ...where }: CheckOptions): Promise<void> {
  const config = configured(where);
  const checked = await withProgress({ what: 'Reading the store' }, () => checkStore(config.store.path));
  // Before anything else is asked of the disk; the rest waits for others, all at the same time.
  const disk = diskFinding(config.store.path);
  const [api, devices, clock, sinks] = await Promise.all([
    apiFinding(config, checked.isRunning),
    deviceFindings(config),
    clockFinding(config),
    Promise.all(config.sinks.map((sink) => sinkFinding(sink))),
  ]);
  const findings = [...storeFindings(config.store.path, checked), disk, api, ...devices, clock, ...sinks];
  const wrong = findings.filter((finding) => !finding.isWell).length;
  if (json) console.log(JSON.stringify({ isWell: wrong === 0, findings }, undefined, 2));
  else for (const finding of findings) console.log(lineOf(finding));
  if (wrong > 0) throw new Error(`${counted(wrong, 'thing')} of ${String(findings.length)} must be seen to`);
}

function lineOf({ part, isWell, sentence }: Finding): string {
  return `${isWell ? 'well ' : 'WRONG'}  ${part}: ${sentence}`;
}

function storeFindings(path: string, { holds, faults, isRunning }: CheckedStore): Finding[] {
  const bridge = isRunning ? 'A bridge is running on it.' : 'No bridge is running on it.';
  if (holds === undefined) {
    return faults.map((fault) => ({ part: 'store', isWell: false, sentence: `${fault}.` }));
  }
  const wrong = faults.map((fault) => ({
    part: 'store',
    isWell: false,
    sentence: `${path}: ${fault}. Start its bridge again, which saves what can be read and counts what is lost; or restore a backup.`,
  }));
  const damaged =
    holds.damaged === 0
      ? ''
      : ` ${counted(holds.damaged, 'reading')} were found damaged before, and set aside.`;
  if (wrong.length > 0) return wrong;
  return [
    {
      part: 'store',
      isWell: true,
      sentence: `${path} holds ${holdingsSentence(holds)}. ${bridge}${damaged}`,
    },
  ];
}

async function clockFinding(config: Config): Promise<Finding> {
  const part = 'clock';
  const { path } = config.store;
  const clock = makeClock({
    ...config.clock,
    urls: config.sinks.map(({ url }) => url),
    log: () => undefined,
  });
  const earlier = lastTrust(path);
  const floorMs = earlier === undefined ? 0 : earlier.monotonicMs + earlier.offsetMs;
  const stop = new AbortController();
  clock.onTrust(() => {
    stop.abort();
  });
  await using looking = clock.start({ floorMs, earlier });
  await pause(clockWaitMs, undefined, { signal: stop.signal }).catch(() => undefined);
  if (clock.isTrusted()) {
    const trust = config.clock.trust === 'system' ? 'trusted by the configuration' : 'known to be right';
    return { part, isWell: true, sentence: `It is ${new Date(clock.now()).toISOString()}, ${trust}.` };
  }
  return {
    part,
    isWell: false,
    sentence:
      `Nothing has told within ${String(clockWaitMs / 1000)} s whether this host's clock is right; a bridge keeps readings ` +
      'apart until something does. Let a time daemon run, name NTP servers (clock: servers), or set clock: { trust: system }.',
  };
}

async function sinkFinding(sink: Config['sinks'][number]): Promise<Finding> {
  const part = `sink ${sink.name}`;
  const trouble = await sinkTrouble(sink);
  if (trouble === undefined) return { part, isWell: true, sentence: `${sink.url.host} takes readings.` };
  return { part, isWell: false, sentence: trouble };
}
