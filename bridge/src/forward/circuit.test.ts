import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Circuit } from './circuit.ts';
import { SinkError, type Fault } from './sink.ts';

function fails(fault: Fault = { kind: 'later' }): () => Promise<never> {
  return () => Promise.reject(new SinkError('no', fault));
}

async function failing(circuit: Circuit, times: number, fault?: Fault): Promise<void> {
  for (let i = 0; i < times; i++) await assert.rejects(circuit.run(fails(fault)));
}

test('three failures with no success between open it, and one success closes it', async () => {
  const { signal } = new AbortController();
  const circuit = new Circuit({ openFor: () => 1, signal });
  await failing(circuit, 2);
  await circuit.run(() => Promise.resolve());
  await failing(circuit, 2);
  assert.equal(circuit.state, 'closed');
  await failing(circuit, 1);
  assert.equal(circuit.state, 'open');
  assert.equal(await circuit.run(() => Promise.resolve(circuit.state)), 'half-open');
  assert.equal(circuit.state, 'closed');
});

test('only what will pass by itself opens it', async () => {
  const circuit = new Circuit({ openFor: () => 1, signal: new AbortController().signal });
  await failing(circuit, 5, { kind: 'operator' });
  await failing(circuit, 5, { kind: 'refused', reason: '', namesPoints: true });
  assert.equal(circuit.state, 'closed');
});

test('each time that it opens again the wait is the next longer one, and the first after a success', async () => {
  const asked: number[] = [];
  const openFor = (attempt: number): number => {
    asked.push(attempt);
    return 1;
  };
  const circuit = new Circuit({ openFor, signal: new AbortController().signal });
  await failing(circuit, 5);
  await circuit.run(() => Promise.resolve());
  await failing(circuit, 3);
  assert.deepEqual(asked, [0, 1, 2, 0]);
});

test('a clock that is set back does not keep it open', async () => {
  const circuit = new Circuit({ openFor: () => 1, signal: new AbortController().signal });
  await failing(circuit, 3);
  const { now } = Date;
  try {
    Date.now = () => now() - 3_600_000;
    assert.equal(await circuit.run(() => Promise.resolve('through')), 'through');
  } finally {
    Date.now = now;
  }
});

test('whoever waits at an open circuit is let through in the order of asking, one after the other', async () => {
  const circuit = new Circuit({ openFor: () => 1, signal: new AbortController().signal });
  await failing(circuit, 3);
  const order: string[] = [];
  const first = circuit.run(() => {
    order.push('first');
    return fails()();
  });
  const second = circuit.run(() => {
    order.push(`second, ${circuit.state}`);
    return Promise.resolve();
  });
  await assert.rejects(first);
  // It asks again behind the one that waits.
  const third = circuit.run(() => {
    order.push('third');
    return Promise.resolve();
  });
  await Promise.all([second, third]);
  assert.deepEqual(order, ['first', 'second, half-open', 'third']);
});

test('stopping ends all waiting at once', async () => {
  const stop = new AbortController();
  const circuit = new Circuit({ openFor: () => 3_600_000, signal: stop.signal });
  await failing(circuit, 3);
  const waiting = [circuit.run(() => Promise.resolve()), circuit.run(() => Promise.resolve())];
  const reason = new Error('stopped');
  stop.abort(reason);
  for (const run of waiting) await assert.rejects(run, reason);
});
