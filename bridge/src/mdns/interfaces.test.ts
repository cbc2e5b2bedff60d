import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { multicastInterfaces } from './interfaces.ts';

const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  family: 'IPv4',
  address,
  internal,
  mac: '00:00:00:00:00:00',
  netmask: '255.255.255.0',
  cidr: `${address}/24`,
});
const v6 = (address: string, scopeid: number, internal = false): NetworkInterfaceInfo => ({
  family: 'IPv6',
  address,
  internal,
  scopeid,
  mac: '00:00:00:00:00:00',
  netmask: 'ffff:ffff:ffff:ffff::',
  cidr: `${address}/64`,
});

const lo = [v4('127.0.0.1', true), v6('::1', 0, true)];
const eth0 = [v4('10.0.0.2'), v4('10.0.0.3'), v6('2001:db8::2', 0), v6('fe80::2', 2)];

test('each outer interface is spoken on once a family, IPv6 from its link-local address', () => {
  const found = multicastInterfaces('network', { lo, eth0, eth1: [v4('10.1.0.2')] });
  assert.deepEqual(
    found.map(({ id, address }) => [id, address]),
    [
      ['eth0/IPv4', '10.0.0.2'],
      ['eth0/IPv6', 'fe80::2'],
      ['eth1/IPv4', '10.1.0.2'],
    ],
  );
});

test('loopback is used alone where asked for, and where there is nothing else', () => {
  const onlyLo = ['lo/IPv4'];
  assert.deepEqual(
    multicastInterfaces('loopback', { lo, eth0 }).map(({ id }) => id),
    onlyLo,
  );
  assert.deepEqual(
    multicastInterfaces('network', { lo }).map(({ id }) => id),
    onlyLo,
  );
});

test('a renumbered interface is another state', () => {
  const [before] = multicastInterfaces('network', { eth0: [v4('10.0.0.2')] });
  const [after] = multicastInterfaces('network', { eth0: [v4('10.0.0.9')] });
  assert.notEqual(before?.state, after?.state);
});

test('all subnets of an interface are told, family by family', () => {
  const found = multicastInterfaces('network', { eth0 });
  assert.deepEqual(
    found.map(({ subnets }) => subnets),
    [
      ['10.0.0.2/24', '10.0.0.3/24'],
      ['2001:db8::2/64', 'fe80::2/64'],
    ],
  );
});
