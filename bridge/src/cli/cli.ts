/** The command line: what each command takes, and what its exit code says (0 well, 1 failed, 2 wrong use). */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseMac, type Mac } from '../reading/mac.ts';
import type { BackupOptions } from './backup.ts';
import type { CheckOptions } from './check.ts';
import type { WhereOptions } from './configured.ts';
import type { DemoOptions } from './demo.ts';
import type { ReplayOptions } from './replay.ts';
import type { SimulateOptions } from './simulate.ts';
import type { CreateTokenOptions } from './token.ts';
import { version } from './version.ts';

const wrongUse = 2;

export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUse;
    console.error(`climat-guardian: ${sentenceFor(error)}`);
    return 1;
  }
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error) || !('port' in error)) return error.message;
  const port = String(error.port);
  if (error.code === 'EADDRINUSE') {
    return `port ${port} is taken by another program. Choose another: --port, or api: listen in the configuration.`;
  }
  if (error.code === 'EACCES') return `port ${port} is not allowed to this user. Choose one above 1023.`;
  return error.message;
}

/** A command's code is loaded when it is called: help and a wrong use need none of it. */
function program(): Command {
  const root = new Command('climat-guardian')
    .description('The temperature and humidity of every room, kept for decades.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('Try --help.');
  const port = new Option('--port <port>', 'of the web page and API; 0 takes any free one')
    .argParser(wholeNumber(0, 65_535))
    .default(8321);
  const rooms = (most: number): Option =>
    new Option('--rooms <number>', 'how many rooms').argParser(wholeNumber(1, most)).default(8);
  const interval = new Option('--interval <duration>', 'between readings, as 500ms or 10s')
    .argParser(duration)
    .default(10_000, '10s');
  const seed = new Option('--seed <number>', 'another seed, another building').argParser(
    wholeNumber(0, 2 ** 31),
  );
  const config = new Option('--config <file>', 'the configuration, a YAML file');
  const data = new Option('--data <folder>', 'where readings are kept, whatever the configuration says');

  root
    .command('run')
    .description(
      'the bridge; without a configuration it finds devices by itself and keeps readings in ./data',
    )
    .addOption(config)
    .addOption(data)
    .action(async (options: WhereOptions) => (await import('./run.ts')).run(options));
  root
    .command('demo')
    .description('a simulated building on this machine only, and the page; leaves nothing behind')
    .addOption(rooms(200))
    .addOption(port)
    .addOption(interval)
    .addOption(seed)
    .option('--data <folder>', 'keep the readings there instead of throwing them away')
    .action(async (options: DemoOptions) => (await import('./demo.ts')).demo(options));
  root
    .command('simulate')
    .description('only the ESP32s, on loopback')
    .addOption(rooms(200))
    .addOption(new Option('--port-base <port>', 'the first one’s port').argParser(wholeNumber(1, 65_335)))
    .addOption(interval)
    .addOption(seed)
    .option('--noise', 'encrypted, each with a key of its own, which is printed')
    .option('--faults <file>', 'what befalls which device when: a list in YAML or JSON')
    .action(async (options: SimulateOptions) => (await import('./simulate.ts')).simulate(options));
  root
    .command('backup')
    .description(
      'a copy of everything kept, while the bridge runs or not; read wholly before it is called one',
    )
    .argument('<file>', 'where to')
    .addOption(config)
    .addOption(data)
    .option('--force', 'replace the file if it is there')
    .action(async (file: string, options: BackupOptions) => {
      (await import('./backup.ts')).backup(file, options);
    });
  root
    .command('restore')
    .description('a backup takes the place of what is kept, which is set aside; the bridge must be stopped')
    .argument('<file>', 'the backup')
    .addOption(config)
    .addOption(data)
    .action(async (file: string, options: WhereOptions) => {
      (await import('./restore.ts')).restoreBackup(file, options);
    });
  root
    .command('check')
    .description('reads everything kept and looks at disk, clock and sinks, while the bridge runs or not')
    .addOption(config)
    .addOption(data)
    .option('--json', 'for programs')
    .action(async (options: CheckOptions) => (await import('./check.ts')).check(options));
  root
    .command('replay')
    .description('sends a sink again what was measured since then; what it has already does not change')
    .requiredOption('--sink <name>', 'its name in the configuration')
    .addOption(
      new Option(
        '--since <time>',
        'as 2026-11-20, or 2026-11-20T06:30 (of this host’s time zone), or with one: …Z',
      )
        .argParser(instant)
        .makeOptionMandatory(),
    )
    .addOption(config)
    .addOption(data)
    .action(async (options: ReplayOptions) => {
      (await import('./replay.ts')).replaySink(options);
    });
  const token = root.command('token').description('who may use the API');
  token
    .command('create')
    .description('prints a new one, once; the running bridge takes it at once')
    .requiredOption('--name <name>', 'for people, to know it again by')
    .addOption(
      new Option('--scope <scope>', 'ingest: may post the readings of one device')
        .choices(['ingest'])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--device <mac>', 'its MAC address').argParser(macAddress).makeOptionMandatory())
    .addOption(config)
    .addOption(data)
    .action(async (options: CreateTokenOptions) => {
      (await import('./token.ts')).createToken(options);
    });
  token
    .command('list')
    .description('number, scope, device, since when, whether it is good, name')
    .addOption(config)
    .addOption(data)
    .action(async (options: WhereOptions) => {
      (await import('./token.ts')).listTokens(options);
    });
  token
    .command('revoke')
    .description('the running bridge takes it no longer, within a second')
    .argument('<number>', 'of the token, as `token list` shows it', wholeNumber(1, 2 ** 31))
    .addOption(config)
    .addOption(data)
    .action(async (id: number, options: WhereOptions) => {
      (await import('./token.ts')).revokeToken(id, options);
    });
  return root;
}

function instant(text: string): number {
  const [, date = '', time = 'T00:00'] =
    /^(\d{4}-\d\d-\d\d)([T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const at = Date.parse(date + time.replace(' ', 'T'));
  // A 30th of February would be taken for the 2nd of March.
  const isDay = new Date(`${date}T00:00Z`).getUTCDate() === Number(date.slice(-2));
  if (Number.isFinite(at) && isDay) return at;
  throw new InvalidArgumentError('It must be a date or a time, such as 2026-11-20 or 2026-11-20T06:30Z.');
}

function macAddress(text: string): Mac {
  const mac = parseMac(text);
  if (mac !== undefined) return mac;
  throw new InvalidArgumentError('It must be a MAC address such as a0:b7:65:00:00:01.');
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${String(least)} to ${String(most)}.`);
  };
}

function duration(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? [];
  const ms = Number(number) * (unit === 's' ? 1000 : 1);
  if (ms >= 100 && ms <= 3_600_000) return ms;
  throw new InvalidArgumentError('It must be a duration such as 500ms or 10s, at least 100ms.');
}
