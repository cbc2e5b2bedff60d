/** `token …`. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { tokenScope } from '../../api/token-scope.ts';
import { statedName } from '../../reading/stated-text.ts';
import { configOption, dataOption, macAddress, wholeNumber } from '../arguments.ts';
import type { WhereOptions } from '../configured.ts';
import type { CreateTokenOptions, ListTokensOptions } from '../token.ts';

export function addTokenCommands(root: Command): void {
  const token = root.command('token').description('who may use the API');
  token
    .command('create')
    .description('prints a new one, once; the running bridge takes it at once')
    .addOption(
      new Option('--name <name>', 'for people, to know it again by').argParser(nameOf).makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--scope <scope>',
        'ingest: posts the readings of one device; read: sees rooms; admin: all that read may, tokens and keys',
      )
        .choices(['ingest', 'read', 'admin'])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--device <mac>', 'its MAC address; with ingest').argParser(macAddress))
    .addOption(new Option('--rooms <ids>', 'as kitchen,attic; with read, else all').argParser(roomIds))
    .addOption(
      new Option('--expires <duration>', 'from now, as 12h, 90d, 26w or 2y; else never').argParser(lifetime),
    )
    .addOption(configOption)
    .addOption(dataOption)
    .option('--json', 'for programs')
    .action(async (options: CreateTokenOptions, command: Command) => {
      const scope = tokenScope(options, undefined);
      if ('fault' in scope) command.error(`error: ${scope.sentence} (--${scope.field})`);
      (await import('../token.ts')).createToken(options);
    });
  token
    .command('list')
    .description('number, scope, device or rooms, since when, whether it is good, name')
    .addOption(configOption)
    .addOption(dataOption)
    .option('--json', 'for programs')
    .action(async (options: ListTokensOptions) => {
      (await import('../token.ts')).listTokens(options);
    });
  token
    .command('revoke')
    .description('the running bridge takes it no longer, and closes its live connections within a second')
    .argument('<number>', 'of the token, as `token list` shows it', wholeNumber(1, 2 ** 31))
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (id: number, options: WhereOptions) => {
      (await import('../token.ts')).revokeToken(id, options);
    });
}

function nameOf(text: string): string {
  const name = statedName(text);
  if (name !== '') return name;
  throw new InvalidArgumentError('It must be a name, such as "Hall tablet".');
}

function roomIds(text: string): string[] {
  const ids = text.split(',').map((id) => id.trim());
  if (ids.every((id) => id !== '')) return ids;
  throw new InvalidArgumentError('It must be ids of rooms with commas between, such as kitchen,attic.');
}

function lifetime(text: string): number {
  const [, number, unit = ''] = /^([1-9]\d{0,4})([hdwy])$/.exec(text) ?? [];
  const hours = { h: 1, d: 24, w: 7 * 24, y: 366 * 24 }[unit];
  if (hours !== undefined) return Number(number) * hours * 3_600_000;
  throw new InvalidArgumentError('It must be hours, days, weeks or years, such as 12h, 90d, 26w or 2y.');
}
