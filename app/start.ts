/**
 * What the app's container runs: the bridge, with the app's options as its configuration, beneath Home Assistant's
 * Supervisor, which is told where it answers.
 *
 * usage: node start.ts DATA PROGRAM SUPERVISOR
 *
 * DATA is the app's folder, with the options in it; PROGRAM the bridge's; SUPERVISOR an address.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, lchown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { announce, known, untilUp } from './announce.ts';
import { configurationOf } from './options.ts';

const [data = '/data', program = '', supervisor = ''] = process.argv.slice(2);
const folder = join(data, 'bridge');
/** Not in there, where the bridge could put another file in its place for root to write to. */
const configuration = join(data, 'climat-guardian.yaml');
const whereOptionsAre = 'Options are set in Home Assistant: Settings, Apps, Climat Guardian, Configuration.';

/** The Supervisor's files are root's; the bridge needs none of them, and no rights. As in packaging/Dockerfile. */
const nobody = { uid: 65_532, gid: 65_532 };
const user = process.getuid?.() === 0 ? nobody : undefined;
/** The Supervisor's token is none of its business either. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name !== 'SUPERVISOR_TOKEN' && name !== 'HASSIO_TOKEN'),
);

/** @throws {Error} with a sentence. */
async function readOptions(): Promise<unknown> {
  const file = join(data, 'options.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${String(cause)}`, { cause });
  }
}

async function prepare(options: unknown): Promise<void> {
  const asked = configurationOf(options);
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  // Secrets are in it. JSON is YAML.
  await writeFile(configuration, `${JSON.stringify(asked, null, 2)}\n`, {
    mode: 0o600,
  });
  if (user === undefined) return;
  // Through it, and no list of what is in it.
  await chmod(data, 0o711);
  await lchown(configuration, user.uid, user.gid);
  // All of it, each time: a restored backup may be anybody's.
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))]) {
    await lchown(join(folder, name), user.uid, user.gid);
  }
}

function command(...args: readonly string[]): string[] {
  return [program, ...args, '--config', configuration, '--data', folder];
}

async function newToken(): Promise<string> {
  const args = command('token', 'create', '--name', 'Home Assistant', '--scope', 'admin');
  const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: folder, ...user });
  return stdout.trim();
}

/** @returns the exit code. */
async function run(): Promise<number> {
  const bridge = spawn(process.execPath, command('run'), { env, cwd: folder, stdio: 'inherit', ...user });
  const ended = new AbortController();
  const exit = once(bridge, 'exit').finally(() => {
    ended.abort();
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => bridge.kill(signal));
  const { signal } = ended;
  const up = untilUp(signal);
  // Who waits for it hears of it; nobody does where the bridge never started.
  up.catch(() => undefined);
  announce({
    supervisor,
    id: up,
    supervisorToken: process.env['SUPERVISOR_TOKEN'],
    token: () => known(join(data, 'home-assistant.token'), newToken, signal),
    signal,
    say: console.log,
  }).catch((error: unknown) => {
    if (!signal.aborted) console.error(`Home Assistant cannot be told of the bridge: ${String(error)}`);
  });
  const [code] = (await exit) as [number | null];
  return code ?? 1;
}

try {
  await prepare(await readOptions());
  process.exitCode = await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
if (process.exitCode !== 0) console.error(whereOptionsAre);
