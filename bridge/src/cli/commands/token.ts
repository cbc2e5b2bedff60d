/** `token …`. */
import { Option, type Command } from 'commander';
import { configOption, dataOption, macAddress, wholeNumber } from '../arguments.ts';
import type { WhereOptions } from '../configured.ts';
import type { CreateTokenOptions } from '../token.ts';

export function addTokenCommands(root: Command): void {
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
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (options: CreateTokenOptions) => {
      (await import('../token.ts')).createToken(options);
    });
  token
    .command('list')
    .description('number, scope, device, since when, whether it is good, name')
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (options: WhereOptions) => {
      (await import('../token.ts')).listTokens(options);
    });
  token
    .command('revoke')
    .description('the running bridge takes it no longer, within a second')
    .argument('<number>', 'of the token, as `token list` shows it', wholeNumber(1, 2 ** 31))
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (id: number, options: WhereOptions) => {
      (await import('../token.ts')).revokeToken(id, options);
    });
}
