/** `config`, and what else only looks. */
import type { Command } from 'commander';
import { configOption, dataOption } from '../arguments.ts';
import type { ConfigOptions } from '../config.ts';

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
}
