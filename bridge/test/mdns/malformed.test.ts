/** Our browser among neighbours that are broken, or do not mean well. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestNetwork } from './network.ts';
import { Announcing, Browsing, flood } from './players.ts';

const here = { addresses: ['10.7.0.2'] };

async function neighbourhood(neighbours: number) {
  const network = await TestNetwork.make();
  await network.lay(0);
  await network.ip('house', 'addr', 'add', '10.7.0.1/24', 'dev', 'house0');
  await network.ip('devices', 'addr', 'add', '10.7.0.2/24', 'dev', 'devices0');
  const addresses = Array.from({ length: neighbours }, (_, i) => `10.7.0.${String(100 + i)}`);
  for (const address of addresses) {
    await network.ip('devices', 'addr', 'add', `${address}/24`, 'dev', 'devices0');
  }
  return { network, addresses, [Symbol.asyncDispose]: () => network[Symbol.asyncDispose]() };
}

async function memoryOf(browsing: Browsing): Promise<number> {
  const from = browsing.events.all.length;
  browsing.ask('memory');
  const event = await browsing.events.until((one) => 'memory' in one, from);
  return 'memory' in event ? event.memory : NaN;
}

for (const [what, neighbours, packets] of [
  ['many sources', 16, 250],
  ['one source without end', 1, 600],
] as const) {
  test(`malformed packets from ${what} neither end the browser nor fill it, and a device is found after them`, async () => {
    await using near = await neighbourhood(neighbours);
    const { network, addresses } = near;
    await using browsing = new Browsing(network);
    await using devices = await Announcing.start(network, '10.7.0.2');
    await devices.announce('before', here);
    await browsing.seen('before');
    const memory = await memoryOf(browsing);
    await flood(network, packets, addresses);
    await devices.announce('after', here);
    await browsing.seen('after');
    assert.ok(!browsing.events.all.some((event) => 'gone' in event && event.gone === 'before'));
    const more = (await memoryOf(browsing)) - memory;
    assert.ok(more < 100 * 2 ** 20, `${String(more)} bytes more`);
  });
}
