/** What only looks: `config`, `check`, `discover`; and `completion`. */
import { Argument, Option, type Command } from 'commander';
import { configOption, dataOption, wholeNumber } from '../arguments.ts';
import type { CheckOptions } from '../check/check.ts';
import type { Shell } from '../completion.ts';
import type { ConfigOptions } from '../config.ts';
import type { DiscoverOptions } from '../discover.ts';

export function addToolCommands(root: Command): void {
  root
    .command('config')
    .description('the configuration as it is taken, and where each value is from; secrets are not shown')
    .addOption(configOption)
    .addOption(dataOption)
    .option('--json', 'for programs')
    .action(async (options: ConfigOptions) => {
      (await import('../config.ts')).showConfig(options);
    });
  root
    .command('check')
    .description(
      'looks at all that the bridge stands on, while it runs or not, and says of what is wrong what to do: store, disk, port, mDNS, devices, clock, sinks',
    )
    .addOption(configOption)
    .addOption(dataOption)
    .option('--json', 'for programs')
    .action(async (options: CheckOptions) => (await import('../check/check.ts')).check(options));
  root
    .command('discover')
    .description('the ESPHome devices that mDNS shows, and whether each is connected or why not')
    .addOption(
      new Option('--seconds <number>', 'how long to listen').argParser(wholeNumber(1, 600)).default(5),
    )
    .option('--loopback', 'simulated devices on this machine, in place of those in the network')
    .addOption(configOption)
    .addOption(dataOption)
    .option('--json', 'for programs')
    .action(async (options: DiscoverOptions) => (await import('../discover.ts')).discover(options));
  root
    .command('completion')
    .description('prints a script by which a shell completes commands, options, files and names of sinks')
    .addArgument(new Argument('<shell>', 'which').choices(['bash', 'zsh']))
    .action(async (shell: Shell) => {
      console.log((await import('../completion.ts')).completionScript(root, shell).trimEnd());
    });
}
