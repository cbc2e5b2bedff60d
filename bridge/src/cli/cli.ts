/** The command line: what each command takes, and what its exit code says (0 well, 1 failed, 2 wrong use). */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { DemoOptions } from './demo.ts';
import type { RunOptions } from './run.ts';
import type { SimulateOptions } from './simulate.ts';
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

  root
    .command('run')
    .description(
      'the bridge; without a configuration it finds devices by itself and keeps readings in ./data',
    )
    .option('--config <file>', 'the configuration, a YAML file')
    .option('--data <folder>', 'where readings are kept, whatever the configuration says')
    .action(async (options: RunOptions) => (await import('./run.ts')).run(options));
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
  return root;
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
