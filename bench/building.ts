/**
 * A whole building on one bridge: 200 simulated devices with two sensors (and their signal's strength) every 10 s,
 * encrypted, in one process, the bridge as its users start it in another, with one page open. What it takes of the machine, and how
 * long its main thread stands still, with the disk as it is and with one whose every sync takes 100 ms more. Beside
 * it the same probe in a process that does nothing, as it is the machine's other work that it then measures.
 */
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startChild, type Child } from '@climat-guardian/suite/processes/child';
import { run } from '@climat-guardian/suite/needs/machine';
import { row, whole } from './figures.ts';
import { cpuS, memoryMb } from './process-figures.ts';
import { startSimulated, type Address } from './simulated.ts';

const devices = 200;
const intervalMs = 10_000;
const forS = 30;
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const program = file('../bridge/bin/climat-guardian.js');

interface Stall {
  /** Without the time for which the processors were others'. */
  readonly longestMs: number;
  readonly longestWithOthersMs: number;
}

async function measure(folder: string, addresses: readonly Address[], env: NodeJS.ProcessEnv) {
  await using end = new AsyncDisposableStack();
  const config = join(folder, 'climat-guardian.yaml');
  await writeFile(
    config,
    JSON.stringify({
      devices: { discovery: false, static: addresses },
      store: { path: 'readings.db' },
      clock: { trust: 'system' },
      api: { listen: '127.0.0.1:0' },
    }),
  );
  const probed = async (args: readonly string[], ready: RegExp, name: string): Promise<Child> => {
    const child = await startChild(process.execPath, ['--import', file('stall-probe.mjs'), ...args], {
      env: { ...process.env, ...env, STALL_PROBE_FILE: join(folder, name) },
      ready,
    });
    end.defer(() => child.end().catch(() => undefined));
    return child;
  };
  const stall = async (child: Child, name: string): Promise<Stall> => {
    await rm(join(folder, name), { force: true });
    child.signal('SIGUSR2');
    return eventually('the probe has written', async () => {
      const text = await readFile(join(folder, name), 'utf8').catch(() => '');
      return text.endsWith('}') ? { found: JSON.parse(text) as Stall } : { not: text };
    });
  };
  const bridge = await probed([program, 'run', '--config', config], /at (http:\/\/\S+\/)/, 'bridge.json');
  const idle = await probed([file('idle.mjs')], /waiting/, 'idle.json');
  await eventually('every room has a value', async () => {
    const answer = await fetch(new URL('api/v1/rooms', bridge.ready[1]));
    const measured = (await answer.text()).match(/"temperature":\{"value":[^,]+,"unit":"°C","measuredAt":"/g);
    return measured?.length === devices ? { found: true } : { not: measured?.length };
  });
  const page = new WebSocket(new URL('api/v1/ws', bridge.ready[1]));
  end.defer(() => {
    page.close();
  });
  await once(page, 'open');
  for (const [child, name] of [
    [bridge, 'bridge.json'],
    [idle, 'idle.json'],
  ] as const) {
    await stall(child, name);
  }
  const before = cpuS(bridge.pid);
  await wait(forS * 1000);
  const cpu = (cpuS(bridge.pid) - before) / forS;
  const rssMb = memoryMb(bridge.pid);
  return {
    cpu,
    ...rssMb,
    bridge: await stall(bridge, 'bridge.json'),
    idle: await stall(idle, 'idle.json'),
  };
}

const folder = await mkdtemp(join(tmpdir(), 'climat-bench-'));
try {
  using simulated = await startSimulated({ count: devices, intervalMs, encrypted: true });
  const shim = join(folder, 'slow-sync.so');
  await run('cc', ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o', shim, file('slow-sync.c')]);
  row(
    `${String(devices)} devices × 2 sensors × 10 s, ${String(forS)} s`,
    'processor',
    'RSS (without files)',
    'longest stall (with what others took)',
    'of an idle process',
  );
  row('---', '---', '---', '---', '---');
  const tell = async (name: string, env: NodeJS.ProcessEnv): Promise<void> => {
    const own = await mkdtemp(join(folder, 'run-'));
    const { cpu, rssMb, ownMb, bridge, idle } = await measure(own, simulated.addresses, env);
    const ms = ({ longestMs, longestWithOthersMs }: Stall): string =>
      `${longestMs.toFixed(1)} ms (${longestWithOthersMs.toFixed(1)} ms)`;
    const memory = `${whole(rssMb)} MB (${whole(ownMb)} MB)`;
    row(name, `${(cpu * 100).toFixed(1)} % of a core`, memory, ms(bridge), ms(idle));
  };
  await tell('the disk as it is', {});
  await tell('every sync 100 ms slower', { LD_PRELOAD: shim });
} finally {
  await rm(folder, { recursive: true, force: true });
}
