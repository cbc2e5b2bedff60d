/** `backup`, `restore`, `replay`. */
import { Option, type Command } from 'commander';
import { configOption, dataOption, instant } from '../arguments.ts';
import type { BackupOptions } from '../backup.ts';
import type { WhereOptions } from '../configured.ts';
import type { ReplayOptions } from '../replay.ts';

export function addStoreCommands(root: Command): void {
  root
    .command('backup')
    .description(
      'a copy of everything kept, while the bridge runs or not; read wholly before it is called one',
    )
    .argument('<file>', 'where to')
    .addOption(configOption)
    .addOption(dataOption)
    .option('--force', 'replace the file if it is there')
    .action(async (file: string, options: BackupOptions) => {
      await (await import('../backup.ts')).backup(file, options);
    });
  root
    .command('restore')
    .description('a backup takes the place of what is kept, which is set aside; the bridge must be stopped')
    .argument('<file>', 'the backup')
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (file: string, options: WhereOptions) => {
      await (await import('../restore.ts')).restoreBackup(file, options);
    });
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
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (options: ReplayOptions) => {
      await (await import('../replay.ts')).replaySink(options);
    });
}
