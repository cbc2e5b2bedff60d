import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { defaultGateway, isInnerBridge, isOwnAddress } from './own-addresses.ts';

const shared = { netmask: '', mac: '', internal: false };
const v4 = (address: string, bits: number): NetworkInterfaceInfo => ({
  ...shared,
  address,
  family: 'IPv4',
  cidr: `${address}/${String(bits)}`,
});
const v6 = (address: string, bits: number): NetworkInterfaceInfo => ({
  ...shared,
  address,
  family: 'IPv6',
  cidr: `${address}/${String(bits)}`,
  scopeid: 2,
});

const house = {
  interfaces: () => ({
    eth0: [v4('192.168.1.10', 24), v6('fd00::10', 64), v6('fe80::1', 64)],
    docker0: [v4('172.17.0.1', 16), v6('fe80::2', 64)],
  }),
  isInnerBridge: (name: string) => name === 'docker0',
};

test('this host is known by every address that leads to it, and by whoever lives on it', () => {
  for (const address of [
    ...[
      '127.0.0.1',
      '127.8.9.1',
      '0.0.0.0',
      '::1',
      '::',
      '192.168.1.10',
      '::ffff:192.168.1.10',
      '::ffff:127.0.0.1',
    ],
    ...[
      'fd00::10',
      'fd00:0:0:0::0010',
      'fe80::1%eth0',
      '172.17.0.1',
      '172.17.0.9',
      '224.0.0.1',
      '255.255.255.255',
    ],
    ...['no address', ''],
  ]) {
    assert.equal(isOwnAddress(address, house), true, address);
  }
});

test('others are others', () => {
  for (const address of [
    '192.168.1.11',
    '10.0.0.1',
    'fd00::11',
    'fe80::77%eth0',
    '172.18.0.1',
    '203.0.113.9',
  ]) {
    assert.equal(isOwnAddress(address, house), false, address);
  }
});

test('a bridge with a cable in it is the network, one without is this host', () => {
  const files: Readonly<Record<string, readonly string[]>> = {
    '/sys/class/net/docker0': ['address', 'bridge', 'brif'],
    '/sys/class/net/docker0/brif': ['veth1', 'veth2'],
    '/sys/class/net/br0': ['address', 'bridge', 'brif'],
    '/sys/class/net/br0/brif': ['veth3', 'eth0'],
    '/sys/class/net/eth0': ['address', 'device'],
  };
  const list = (path: string): readonly string[] => files[path] ?? [];
  assert.equal(isInnerBridge('docker0', list), true);
  assert.equal(isInnerBridge('br0', list), false);
  assert.equal(isInnerBridge('eth0', list), false);
  assert.equal(isInnerBridge('gone', list), false);
});

test('the router is read from the kernel’s routes', () => {
  const head = 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n';
  const lan = 'eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n';
  assert.equal(
    defaultGateway(`${head}${lan}eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n`),
    '192.168.1.1',
  );
  assert.equal(defaultGateway(`${head}${lan}`), undefined);
  assert.equal(
    defaultGateway(`${head}ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n`),
    undefined,
  );
  assert.equal(defaultGateway(''), undefined);
});
