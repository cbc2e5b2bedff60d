/** Faults by a plan: what befalls a device is what its clients meet, and it ends as planned. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityKey } from '../src/entities.ts';
import { FaultPlan, isFaultName, FAULT_NAMES, type FaultName, type PlannedFault } from '../src/fault-plan.ts';
import { MESSAGE } from '../src/messages.ts';
import type { SimulatedDevice } from '../src/simulated-device.ts';
import { startSimulator } from '../src/simulator.ts';
import { Client, fields, float } from './client.ts';

/** What is said, to be waited for. */
class Said {
  readonly all: string[] = [];
  #look: () => void = () => undefined;

  readonly hear = (what: string): void => {
    this.all.push(what);
    this.#look();
  };

  async until(what: string): Promise<void> {
    const late = AbortSignal.timeout(20_000);
    while (!this.all.includes(what)) {
      late.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#look = resolve;
        late.addEventListener('abort', () => {
          resolve();
        });
      });
    }
  }
}

const once = (fault: FaultName, rest: Partial<PlannedFault> = {}): PlannedFault => ({
  at: 1,
  every: undefined,
  device: 0,
  fault,
  for: undefined,
  ...rest,
});

async function temperature(device: SimulatedDevice): Promise<number> {
  using client = await Client.greeting(device);
  client.say(MESSAGE.subscribeStatesRequest);
  for (;;) {
    const state = fields(await client.next(MESSAGE.sensorStateResponse));
    if (state.get(1) === entityKey('Temperature') && state.get(3) !== 1) return float(state.get(2));
  }
}

async function untilTemperature(device: SimulatedDevice, fits: (celsius: number) => boolean): Promise<void> {
  const late = AbortSignal.timeout(20_000);
  while (!fits(await temperature(device))) late.throwIfAborted();
}

test('a fault begins and ends, and befalls the device it is meant for', async () => {
  await using simulator = await startSimulator({ rooms: 2, intervalMs: 10 });
  const [one, other] = simulator.devices;
  assert.ok(one && other);
  const said = new Said();
  await using plan = new FaultPlan(simulator.devices, [once('zero', { device: 1, for: 300 })], said.hear);
  assert.ok(plan);
  await said.until(`${other.name}: zero`);
  await untilTemperature(other, (celsius) => celsius === 0);
  assert.ok((await temperature(one)) > 15);
  await said.until(`${other.name}: zero is over`);
  await untilTemperature(other, (celsius) => celsius > 15);
  assert.ok(said.all.every((line) => line.startsWith(other.name)));
});

test('what happens every so often happens again, to all', async () => {
  await using simulator = await startSimulator({ rooms: 3, hold: true });
  const said = new Said();
  await using plan = new FaultPlan(
    simulator.devices,
    [once('reset', { every: 5, device: 'all' })],
    said.hear,
  );
  assert.ok(plan);
  const last = simulator.devices[2];
  assert.ok(last);
  for (let times = 0; times < 3; times++) {
    using client = await Client.connect(last);
    assert.deepEqual(await client.rest(), []);
    await said.until(`${last.name}: reset`);
    said.all.length = 0;
  }
});

test('addresses are swapped and swapped back; a reboot with a new address comes back to the old one', async () => {
  await using simulator = await startSimulator({ rooms: 2, hold: true });
  const [one, other] = simulator.devices;
  assert.ok(one && other);
  const ports = [one.port, other.port];
  const said = new Said();
  const plan = [once('swap', { for: 100 }), once('reboot-new-ip', { at: 500, for: 100 })];
  await using fate = new FaultPlan(simulator.devices, plan, said.hear);
  assert.ok(fate);
  await said.until(`${one.name}: swap is over`);
  assert.deepEqual([one.port, other.port], ports);
  await said.until(`${one.name}: reboot-new-ip is over`);
  assert.equal(one.address, '127.0.0.1');
  using client = await Client.greeting(one);
  assert.ok(client);
});

for (const fault of FAULT_NAMES.filter(isFaultName)) {
  test(`${fault} can be planned, and what can end ends`, async () => {
    await using simulator = await startSimulator({ rooms: 2, intervalMs: 10, encrypted: true });
    const said = new Said();
    const [device] = simulator.devices;
    assert.ok(device);
    const { key } = device;
    await using plan = new FaultPlan(simulator.devices, [once(fault, { for: 20 })], said.hear);
    assert.ok(plan);
    await said.until(`${device.name}: ${fault} is over`);
    assert.deepEqual(said.all, [`${device.name}: ${fault}`, `${device.name}: ${fault} is over`]);
    assert.deepEqual([device.key, device.address], [key, '127.0.0.1']);
  });
}

test('a plan that is ended befalls nobody any more', async () => {
  await using simulator = await startSimulator({ rooms: 1, hold: true });
  const [device] = simulator.devices;
  assert.ok(device);
  const said = new Said();
  const plan = new FaultPlan(simulator.devices, [once('reset', { every: 1 })], said.hear);
  await said.until(`${device.name}: reset`);
  await plan[Symbol.asyncDispose]();
  const { length } = said.all;
  using client = await Client.greeting(device);
  client.say(MESSAGE.pingRequest);
  await client.next(MESSAGE.pingResponse);
  assert.equal(said.all.length, length);
});
