/** For each command an example at the end of its help; bridge/test/command-tree.test.ts sees that none is without. */
import type { Command } from 'commander';

const examples: Readonly<Record<string, readonly string[]>> = {
  run: ['run --config /etc/climat-guardian/climat-guardian.yaml'],
  demo: ['demo --rooms 40 --interval 2s'],
  simulate: ['simulate --rooms 3 --noise'],
  seed: [
    'seed --years 5 --rooms 10 --data years',
    'seed --years 0.5 --rooms 3 --seed 7 --end 2026-07-01 --data half',
  ],
  backup: ['backup /media/usb/climat-2026-11-21.db'],
  restore: ['restore /media/usb/climat-2026-11-21.db'],
  replay: ['replay --sink influx --since 2026-11-20'],
  config: ['config', 'CLIMAT_GUARDIAN_SITE__NAME=Office climat-guardian config --json'],
  check: ['check', 'check --json'],
  discover: ['discover --seconds 10'],
  completion: [
    'completion bash > /etc/bash_completion.d/climat-guardian',
    'completion zsh > /usr/local/share/zsh/site-functions/_climat-guardian',
  ],
  pair: ['pair'],
  'room list': ['room list --json'],
  'room rename': ['room rename living-room Salon'],
  'room floor': ['room floor living-room Upstairs'],
  'device list': ['device list'],
  'device move': [
    'device move a0:b7:65:00:00:01 attic --dry-run',
    'device move a0:b7:65:00:00:01 Conservatory --new',
  ],
  'device replace': ['device replace a0:b7:65:00:00:01 a0:b7:65:00:00:02 --dry-run'],
  calibrate: ['calibrate a0:b7:65:00:00:01 temperature --offset -0.4 --from 2026-11-01'],
  flag: ['flag a0:b7:65:00:00:01 temperature --from 2026-11-18 --until 2026-11-20T09:00Z --reason sunlight'],
  hold: ['hold a0:b7:65:00:00:01 10m temperature'],
  edits: ['edits'],
  undo: ['undo 12 --dry-run'],
  'device key': ['device key a0:b7:65:00:00:01 < kitchen.key'],
  'token create': [
    'token create --name Attic --scope ingest --device a0:b7:65:00:00:01',
    'token create --name Grafana --scope read --expires 2y',
  ],
  'token list': ['token list'],
  'token revoke': ['token revoke 3'],
};

export function addExamples(command: Command, path: readonly string[] = []): void {
  const lines = (examples[path.join(' ')] ?? []).map((line) =>
    // A variable stands before the command.
    line.startsWith('CLIMAT_') ? `  ${line}` : `  climat-guardian ${line}`,
  );
  if (lines.length > 0)
    command.addHelpText('after', `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('\n')}`);
  for (const one of command.commands) addExamples(one, [...path, one.name()]);
}
