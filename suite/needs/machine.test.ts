import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, SetupError, thisMachine } from './machine.ts';

const missing = 'climat-guardian-no-such-package';

test('a person is asked before the system is touched, with the very command, and may say no', async () => {
  const questions: string[] = [];
  const said: string[] = [];
  const machine = thisMachine({
    say: (line) => said.push(line),
    ask: (question) => {
      questions.push(question);
      return Promise.resolve('n');
    },
  });
  await assert.rejects(machine.debian(missing), (error) => {
    assert.ok(error instanceof SetupError);
    assert.match(
      error.message,
      new RegExp(`missing: ${missing}.*To install by hand: .*apt-get install.*${missing}`),
    );
    return true;
  });
  assert.equal(questions.length, 1);
  assert.match(questions[0] ?? '', new RegExp(`apt-get install .*${missing}`));
  assert.deepEqual(said, [], 'nothing was begun');
});

test('nobody is asked for what is there already', async () => {
  const machine = thisMachine({
    say: () => undefined,
    ask: () => assert.fail('asked'),
  });
  await machine.debian('dpkg');
});

test('a command that fails says which, how, and what it printed last', async () => {
  await assert.rejects(
    run('sh', ['-c', 'echo the reason >&2; exit 3']),
    /"sh -c .*" ended with exit code 3:\nthe reason/,
  );
  await assert.rejects(
    run('climat-guardian-no-such-program', []),
    /cannot run "climat-guardian-no-such-program"/,
  );
});
