/** `run`, `demo`, `simulate`, `seed`. */
import { Option, type Command } from 'commander';
import {
  configOption,
  dataOption,
  decimalBetween,
  durationFrom,
  pastInstant,
  wholeNumber,
} from '../arguments.ts';
import type { WhereOptions } from '../configured.ts';
import type { DemoOptions } from '../demo.ts';
import type { SeedOptions } from '../seed.ts';
import type { SimulateOptions } from '../simulate.ts';

export function addRunCommands(root: Command): void {
  const port = new Option('--port <port>', 'of the web page and API; 0 takes any free one')
    .argParser(wholeNumber(0, 65_535))
    .default(8321);
  const rooms = (most: number): Option =>
    new Option('--rooms <number>', 'how many rooms').argParser(wholeNumber(1, most)).default(8);
  const interval = new Option('--interval <duration>', 'between readings, as 500ms or 10s')
    .argParser(durationFrom('100ms'))
    .default(10_000, '10s');
  const seed = new Option('--seed <number>', 'another seed, another building').argParser(
    wholeNumber(0, 2 ** 31),
  );
  root
    .command('run')
    .description(
      'the bridge; without a configuration it finds devices by itself and keeps readings in ./data',
    )
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (options: WhereOptions) => (await import('../run.ts')).run(options));
  root
    .command('demo')
    .description('a simulated building on this machine only, and the page; leaves nothing behind')
    .addOption(rooms(200))
    .addOption(port)
    .addOption(interval)
    .addOption(seed)
    .option('--data <folder>', 'keep the readings there instead of throwing them away')
    .action(async (options: DemoOptions) => (await import('../demo.ts')).demo(options));
  root
    .command('simulate')
    .description('only the ESP32s, on loopback')
    .addOption(rooms(200))
    .addOption(new Option('--port-base <port>', 'the first one’s port').argParser(wholeNumber(1, 65_335)))
    .addOption(interval)
    .addOption(seed)
    .option('--noise', 'encrypted, each with a key of its own, which is printed')
    .option('--faults <file>', 'what befalls which device when: a list in YAML or JSON')
    .action(async (options: SimulateOptions) => (await import('../simulate.ts')).simulate(options));
  root
    .command('seed')
    .description(
      'a new store with years of a made-up building: seasons, holidays, nights without power, devices that fail, are moved and replaced',
    )
    .addOption(
      new Option('--years <number>', 'how many, as 5 or 0.5')
        .argParser(decimalBetween(0.01, 50))
        .makeOptionMandatory(),
    )
    .addOption(rooms(200))
    .addOption(
      new Option('--seed <number>', 'another seed, other years')
        .argParser(wholeNumber(0, 2 ** 31))
        .default(1),
    )
    .addOption(
      new Option('--interval <duration>', 'between readings, as 10s or 1m')

        .argParser(durationFrom('1s'))
        .default(60_000, '1m'),
    )
    .addOption(
      new Option('--end <date>', 'its last day is the one before, as 2026-11-20; else: today').argParser(
        pastInstant,
      ),
    )
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (options: SeedOptions) => (await import('../seed.ts')).seed(options));
}
