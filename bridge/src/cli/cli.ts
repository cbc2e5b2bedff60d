/** The command line: what each command takes, and what its exit code says (0 well, 1 failed, 2 wrong use). */
import { Command, CommanderError } from 'commander';
import { addPlacesCommands } from './commands/places.ts';
import { addPairCommands } from './commands/pair.ts';
import { addRunCommands } from './commands/run.ts';
import { addStoreCommands } from './commands/store.ts';
import { addTokenCommands } from './commands/token.ts';
import { addToolCommands } from './commands/tools.ts';
import { addExamples } from './examples.ts';
import { version } from './version.ts';

const wrongUse = 2;

export async function runCommandLine(args: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly);
  try {
    await program().parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUse;
    console.error(`climat-guardian: ${sentenceFor(error)}`);
    return 1;
  }
}

/** Whoever reads has seen enough, as `head` has: no fault, and no reason for a bridge to end whose log nobody reads. */
function endQuietly(error: Error): void {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
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
export function program(): Command {
  const root = new Command('climat-guardian')
    .description('The temperature and humidity of every room, kept for decades.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('Try --help.');
  addRunCommands(root);
  addPairCommands(root);
  addStoreCommands(root);
  addPlacesCommands(root);
  addTokenCommands(root);
  addToolCommands(root);
  addExamples(root);
  return root;
}
