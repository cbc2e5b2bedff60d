/** Every command, whichever there are: what a person meets who knows none of them. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import type { Command, Option } from 'commander';
import { program as makeProgram } from '../src/cli/cli.ts';
import { systemClock } from '../src/clock/clock.ts';
import { device, openStore } from '../src/store/store-fixture.ts';
import { climatGuardian, program } from './climat-guardian.ts';

const run = promisify(execFile);

function commandsOf(command: Command, path: readonly string[] = []): [string[], Command][] {
  return command.commands.flatMap((one) => {
    const here = [...path, one.name()];
    return [[here, one] as [string[], Command], ...commandsOf(one, here)];
  });
}

const all = commandsOf(makeProgram());

/** As the process itself would, but a hundred of them in a second. */
async function asked(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const root = makeProgram();
  let [out, err] = ['', ''];
  for (const command of [root, ...commandsOf(root).map(([, one]) => one)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => (out += text),
      writeErr: (text) => (err += text),
    });
  }
  try {
    await root.parseAsync(args, { from: 'user' });
    return { code: 0, out, err };
  } catch (error) {
    assert.ok(error instanceof Error && 'exitCode' in error, String(error));
    return { code: error.exitCode === 0 ? 0 : 2, out, err };
  }
}

test('each command says what it does, what each of its options means, and gives an example', async () => {
  assert.ok(all.length >= 14);
  for (const [path, command] of all) {
    const name = path.join(' ');
    assert.ok(command.description().length > 5, `${name} has a description`);
    for (const option of command.options) assert.notEqual(option.description, '', `${name} ${option.flags}`);
    for (const argument of command.registeredArguments) {
      assert.notEqual(argument.description, '', `${name} ${argument.name()}`);
    }
    const { code, out } = await asked([...path, '--help']);
    assert.equal(code, 0, name);
    if (command.commands.length === 0) {
      assert.match(
        out,
        new RegExp(`^Examples?:\n.*climat-guardian ${name}`, 'm'),
        `${name} --help has an example`,
      );
    }
  }
});

test('each example is a right use', async () => {
  for (const [path] of all) {
    const { out } = await asked([...path, '--help']);
    for (const [, line = ''] of out.matchAll(/^ {2}(?:CLIMAT_\S+ )?climat-guardian (.*)$/gm)) {
      const args = line.replace(/ [<>] .*/, '').split(' ');
      const root = makeProgram();
      // The rest of it is what the command does.
      for (const [, one] of commandsOf(root)) one.exitOverride().action(() => undefined);
      await assert.doesNotReject(root.parseAsync(args, { from: 'user' }), line);
    }
  }
});

test('each command line in the documents is a right use', async () => {
  let lines = 0;
  for (const document of ['README.md', 'docs/install.md', 'docs/operations.md', 'docs/configuration.md']) {
    const text = await readFile(join(import.meta.dirname, '..', '..', document), 'utf8');
    const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = '']) => block.split('\n'));
    // Line breaks stand in the middle of what is said in a paragraph.
    const inline = [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) =>
      code.replaceAll('\n', ' '),
    );
    for (const line of [...blocks, ...inline]) {
      const called = /^(?:sudo (?:-u \S+ )?)?(?:npx )?climat-guardian ([a-z-]\S*.*)$/.exec(line)?.[1];
      if (called === undefined) continue;
      const root = makeProgram();
      const quiet = { writeOut: () => undefined, writeErr: () => undefined };
      for (const [, one] of [[[], root] as const, ...commandsOf(root)]) {
        one.exitOverride().configureOutput(quiet);
        if (one.commands.length === 0) one.action(() => undefined);
      }
      try {
        await root.parseAsync(called.replace(/ [<>|] .*/, '').split(' '), { from: 'user' });
      } catch (error) {
        assert.equal(
          error instanceof Error && 'exitCode' in error && error.exitCode,
          0,
          `${document}: ${line}`,
        );
      }
      lines++;
    }
  }
  assert.ok(lines >= 10, String(lines));
});

test('a wrong option ends with 2 and the one that was meant', async () => {
  for (const [path, command] of all) {
    const option = command.options.find(({ long, mandatory }) => (long?.length ?? 0) > 5 && !mandatory);
    const long = option?.long ?? '--help';
    const misspelt = `${long.slice(0, -2)}${long.slice(-1)}`;
    // What a command cannot do without is asked for first.
    const needed = command.options.flatMap((one) => (one.mandatory ? [one.long ?? '', valueFor(one)] : []));
    const { code, err } = await asked([...path, ...needed, misspelt]);
    assert.equal(code, 2, path.join(' '));
    const meant = command.commands.length > 0 ? /unknown/ : new RegExp(`Did you mean .*${long}`);
    assert.match(err, meant, `${path.join(' ')} ${misspelt}: ${err}`);
  }
});

function valueFor({ argChoices, flags }: Option): string {
  if (argChoices !== undefined) return argChoices[0] ?? '';
  if (flags.includes('<number>')) return '1';
  return flags.includes('<mac>') ? 'a0:b7:65:00:00:01' : '2026-11-20';
}

test('a wrong command ends with 2 and the one that was meant', async () => {
  for (const [path, command] of [[[], makeProgram()] as [string[], Command], ...all]) {
    const name = command.commands[0]?.name();
    if (name === undefined) continue;
    const { code, err } = await asked([...path, `${name}x`]);
    assert.equal(code, 2);
    assert.match(err, new RegExp(`Did you mean ${name}\\?`), err);
  }
});

test('whoever reads only the beginning is served quietly', async () => {
  for (const args of [['completion', 'bash'], ['config'], ['--help'], ['token', 'create', '--help']]) {
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    // As `head` does that has seen enough, here before the first line.
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    assert.deepEqual([err, code], ['', 0], args.join(' '));
  }
});

test('no colour and no other sign for terminals is in what is printed, NO_COLOR or not', async () => {
  for (const args of [['--help'], ['config'], ['run', '--confg']]) {
    const { out, err } = await climatGuardian(...args);
    assert.ok(!(out + err).includes('\u001b'), args.join(' '));
  }
});

test('long work says at a terminal that it goes on, and nothing where there is none', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'climat-progress-'));
  endOf(t).defer(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'climat-guardian.db');
  {
    await using store = await openStore(path, { clock: systemClock });
    await store.register(device(1));
  }
  // A disk that takes long for each sync makes any copy long.
  const shim = join(folder, 'slow.so');
  const source = join(import.meta.dirname, '..', '..', 'bench', 'slow-sync.c');
  await run('cc', ['-shared', '-fPIC', '-DEXTRA_US=400000', '-o', shim, source]);
  const env = { ...process.env, LD_PRELOAD: shim };
  const command = (name: string): string[] => [
    process.execPath,
    program,
    'backup',
    join(folder, name),
    '--data',
    folder,
  ];
  const quiet = await run(command('a')[0] ?? '', command('a').slice(1), { env });
  assert.equal(quiet.stderr, '');
  // `script` gives it a terminal.
  const terminal = await run(
    'script',
    ['--quiet', '--return', '--command', command('b').join(' '), '/dev/null'],
    { env },
  );
  assert.match(terminal.stdout, /\rCopying and reading … [1-9]\d* s, 0 MB +\r/);
  assert.match(terminal.stdout, /b holds .*It was read to its end/);
});
