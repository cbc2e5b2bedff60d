/** `pair`. */
import type { Command } from 'commander';
import { configOption, dataOption } from '../arguments.ts';
import type { PairOptions } from '../pair.ts';

export function addPairCommands(root: Command): void {
  root
    .command('pair')
    .description('opens pairing for ten minutes and shows the six digits, while the bridge runs')
    .addOption(configOption)
    .addOption(dataOption)
    .option('--json', 'for programs')
    .action(async (options: PairOptions) => {
      (await import('../pair.ts')).pair(options);
    });
}
