/** What happens to devices in a house, and what our browser says of it. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { endOf } from '@climat-guardian/suite/processes/end-of';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { TestNetwork } from './network.ts';
import { Announcing, Browsing } from './players.ts';

const here = { addresses: ['10.7.0.2'] };

/** One cable, 10.7.0.1 to 10.7.0.2. What `using` does not end in time is ended with its network. */
async function networkFor(t: TestContext): Promise<TestNetwork> {
  const network = await TestNetwork.make();
  endOf(t).defer(() => network[Symbol.asyncDispose]());
  await layFirst(network);
  return network;
}

async function layFirst(network: TestNetwork): Promise<void> {
  await network.lay(0);
  await network.ip('house', 'addr', 'add', '10.7.0.1/24', 'dev', 'house0');
  await network.ip('devices', 'addr', 'add', '10.7.0.2/24', 'dev', 'devices0');
}

test('a device that is there already is found, and one that comes later', async (t) => {
  const network = await networkFor(t);
  await using devices = await Announcing.start(network, '10.7.0.2');
  await devices.announce('early', { ...here, txt: { mac: 'a0b765000001' } });
  await using browsing = new Browsing(network);
  const { seen, addresses, port, txt } = await browsing.seen('early');
  assert.deepEqual(
    { seen, addresses, port, txt },
    { seen: 'early', addresses: ['10.7.0.2'], port: 6053, txt: { mac: 'a0b765000001' } },
  );
  await devices.announce('late', here);
  await browsing.seen('late');
});

test('a device that moves under its name is seen at its new address, and soon only there', async (t) => {
  const network = await networkFor(t);
  await using browsing = new Browsing(network);
  await using devices = await Announcing.start(network, '10.7.0.2');
  await devices.announce('moving', here);
  await browsing.seen('moving');
  const moved = browsing.seen('moving', ({ addresses }) => addresses.join() === '10.7.0.77');
  await sayUntil(moved, () => devices.change('moving', { addresses: ['10.7.0.77'] }));
});

test('a device that says something new of itself is seen again', async (t) => {
  const network = await networkFor(t);
  await using browsing = new Browsing(network);
  await using devices = await Announcing.start(network, '10.7.0.2');
  await devices.announce('talking', { ...here, txt: { version: '1' } });
  await browsing.seen('talking', ({ txt }) => txt['version'] === '1');
  await devices.change('talking', { ...here, txt: { version: '2' } });
  await browsing.seen('talking', ({ txt }) => txt['version'] === '2');
});

test('a device that says goodbye is gone', async (t) => {
  const network = await networkFor(t);
  await using browsing = new Browsing(network);
  await using devices = await Announcing.start(network, '10.7.0.2');
  await devices.announce('polite', here);
  await browsing.seen('polite');
  await sayUntil(browsing.gone('polite'), () => devices.withdraw('polite', here));
});

test('a device that dies without a word is gone when its time is over, and the others are not', async (t) => {
  const network = await networkFor(t);
  await using browsing = new Browsing(network);
  await using alive = await Announcing.start(network, '10.7.0.2');
  await alive.announce('alive', { ...here, ttl: 10 });
  {
    await using dying = await Announcing.start(network, '10.7.0.2');
    await dying.announce('dying', { ...here, ttl: 10 });
    await browsing.seen('dying');
  }
  await browsing.gone('dying');
  // Its records were as old: they were asked for again, and answered.
  assert.ok(!browsing.events.all.some((event) => 'gone' in event && event.gone === 'alive'));
});

test('a device without IPv4 is found, and can be connected to by its link-local address', async (t) => {
  const network = await networkFor(t);
  for (const [side, number] of [
    ['house', 1],
    ['devices', 2],
  ] as const) {
    for (const prefix of ['fd78::', 'fe80::']) {
      const address = `${prefix}${String(number)}/64`;
      await network.ip(side, 'addr', 'add', address, 'dev', `${side}0`, 'nodad');
    }
  }
  const [index = ''] = (await network.ip('devices', '-o', 'link', 'show', 'dev', 'devices0')).split(':');
  await using browsing = new Browsing(network);
  await using devices = await Announcing.start(network, index);
  await devices.listen();
  await devices.announce('modern', { addresses: ['fe80::2', 'fd78::2'] });
  const { addresses, port } = await browsing.seen('modern', (event) => event.addresses.length === 2);
  assert.deepEqual(addresses, ['fd78::2', 'fe80::2%house0']);
  for (const address of addresses) {
    browsing.ask(`${address} ${String(port)}`);
    await browsing.events.until((event) => 'connected' in event && event.connected === address);
  }
});

test('a device that was announced while our cable was out is found when it is in again', async (t) => {
  const network = await networkFor(t);
  await addSpare(network);
  await using browsing = new Browsing(network);
  await using devices = await Announcing.start(network, '10.7.0.2');
  await devices.announce('before', here);
  await browsing.seen('before');
  await network.ip('house', 'link', 'set', 'house0', 'down');
  await devices.announce('meanwhile', here);
  await listening(network, 1);
  await network.ip('house', 'link', 'set', 'house0', 'up');
  await browsing.seen('meanwhile');
});

test('an interface that is added later is browsed too', async (t) => {
  const network = await networkFor(t);
  await using browsing = new Browsing(network);
  await listening(network, 1);
  await network.lay(1);
  await network.ip('devices', 'addr', 'add', '10.8.0.2/24', 'dev', 'devices1');
  await using devices = await Announcing.start(network, '10.8.0.2');
  await devices.announce('elsewhere', { addresses: ['10.8.0.2'] });
  await network.ip('house', 'addr', 'add', '10.8.0.1/24', 'dev', 'house1');
  await browsing.seen('elsewhere');
});

test('an address that was taken away and given back is browsed from again', async (t) => {
  const network = await networkFor(t);
  await addSpare(network);
  await using browsing = new Browsing(network);
  await using devices = await Announcing.start(network, '10.7.0.2');
  await listening(network, 2);
  await network.ip('house', 'addr', 'del', '10.7.0.1/24', 'dev', 'house0');
  await devices.announce('meanwhile', here);
  await listening(network, 1);
  await network.ip('house', 'addr', 'add', '10.7.0.1/24', 'dev', 'house0');
  await browsing.seen('meanwhile');
});

test('an interface that was replaced by its like is listened on again', async (t) => {
  const network = await networkFor(t);
  await using browsing = new Browsing(network);
  await membership(network);
  // Same name, same addresses, another interface: the kernel has forgotten who listens, and told nobody.
  await network.ip('house', 'link', 'del', 'house0');
  await layFirst(network);
  await membership(network);
  await using devices = await Announcing.start(network, '10.7.0.2');
  await devices.announce('after', here);
  await browsing.seen('after');
});

test('two hundred devices are all found', async (t) => {
  const network = await networkFor(t);
  const names = Array.from({ length: 200 }, (_, i) => `device-${String(i)}`);
  await using devices = await Announcing.start(network, '10.7.0.2');
  await using browsing = new Browsing(network);
  await devices.announce(names, { ...here, txt: { board: 'esp32dev', version: '2026.11.0' } });
  await Promise.all(names.map((name) => browsing.seen(name)));
});

test('a source that is not on our link is not believed', async (t) => {
  const network = await networkFor(t);
  await network.ip('devices', 'addr', 'add', '192.0.2.9/24', 'dev', 'devices0');
  await using browsing = new Browsing(network);
  await using near = await Announcing.start(network, '10.7.0.2');
  await near.announce('before', here);
  await browsing.seen('before');
  await using far = await Announcing.start(network, '192.0.2.9');
  await far.announce('far', here);
  // Said later on the same cable, so heard later.
  await near.announce('after', here);
  await browsing.seen('after');
  assert.ok(!browsing.events.all.some((event) => 'seen' in event && event.seen === 'far'));
});

/**
 * Python's zeroconf may give an answer that it had put off for a second after the news that make it wrong; and what
 * was said less than a second before is not taken back by what follows (RFC 6762 §10.2).
 */
async function sayUntil(heard: Promise<unknown>, say: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  heard.then(
    () => {
      over.abort();
    },
    () => {
      over.abort();
    },
  );
  while (!over.signal.aborted) await say();
  await heard;
}

/** A second cable, so that the house is not left without any and falls back on loopback. */
async function addSpare(network: TestNetwork): Promise<void> {
  await network.lay(1);
  await network.ip('house', 'addr', 'add', '10.8.0.1/24', 'dev', 'house1');
}

/** Waits until that many sockets in `house` are open for mDNS on IPv4 (port 0x14E9). */
async function listening(network: TestNetwork, count: number): Promise<void> {
  await eventually(`${String(count)} sockets`, async () => {
    const table = await network.run('house', 'cat', '/proc/net/udp');
    const open = table.split('\n').filter((line) => line.includes(':14E9 ')).length;
    return open === count ? { found: open } : { not: table };
  });
}

/** Waits until the kernel hands mDNS from `house0` to our browser. */
async function membership(network: TestNetwork): Promise<void> {
  await eventually('membership', async () => {
    const groups = await network.ip('house', 'maddr', 'show', 'dev', 'house0');
    return groups.includes('224.0.0.251') ? { found: groups } : { not: groups };
  });
}
