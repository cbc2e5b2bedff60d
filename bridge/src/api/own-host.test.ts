import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { isThisHost, isThroughProxy } from './own-host.ts';

function address(text: string, cidr: string): NetworkInterfaceInfo {
  const common = { address: text, netmask: '', mac: '', internal: false, cidr };
  return text.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
}

const interfaces = () => ({
  eth0: [
    address('10.0.3.2', '10.0.3.2/24'),
    address('fd00::2', 'fd00::2/64'),
    address('fe80::2', 'fe80::2/64'),
  ],
  docker0: [address('172.17.0.1', '172.17.0.1/16')],
});

test('this host is loopback and each address of its interfaces, also as an IPv6 socket says it', () => {
  for (const own of ['127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1', '10.0.3.2', '::ffff:10.0.3.2']) {
    assert.ok(isThisHost(own, interfaces), own);
  }
  for (const own of ['fd00::2', 'fe80::2%eth0', '172.17.0.1']) assert.ok(isThisHost(own, interfaces), own);
});

test('neighbours, containers of this host and what is no address are not this host', () => {
  for (const other of [
    '10.0.3.3',
    '::ffff:10.0.3.3',
    'fd00::3',
    'fe80::3%eth0',
    '172.17.0.2',
    // Reserved, and yet routed by some; and our address on another link.
    '240.0.0.5',
    '::ffff:240.0.0.5',
    '0.1.2.3',
    '224.0.0.1',
    'fe80::2%wlan0',
    'fe80::2',
    '',
    'localhost',
  ]) {
    assert.ok(!isThisHost(other, interfaces), other);
  }
});

test('a proxy gives itself away by what it adds', () => {
  assert.ok(!isThroughProxy({ host: 'localhost', origin: 'http://localhost' }));
  for (const name of ['forwarded', 'via', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-proto']) {
    assert.ok(isThroughProxy({ [name]: 'x' }), name);
  }
});
