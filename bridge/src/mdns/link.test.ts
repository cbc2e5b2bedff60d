import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Link } from './link.ts';

test('on an IPv4 link are the addresses of its subnets and the link-local ones', () => {
  const link = new Link({ name: 'eth0', family: 'IPv4', subnets: ['10.0.1.7/24', '192.168.4.1/22'] });
  for (const on of ['10.0.1.200', '192.168.7.255', '169.254.3.4']) assert.ok(link.has(on), on);
  for (const off of ['10.0.2.1', '192.168.8.1', '8.8.8.8', 'fe80::1%eth0', '']) {
    assert.ok(!link.has(off), off);
  }
});

test('on an IPv6 link are its own prefixes, and the link-local addresses of its own zone', () => {
  const link = new Link({ name: 'eth0', family: 'IPv6', subnets: ['2001:db8:1::7/64', 'fe80::7/64'] });
  for (const on of ['2001:db8:1::99', 'fe80::1%eth0']) assert.ok(link.has(on), on);
  for (const off of ['2001:db8:2::99', 'fe80::1%eth1', '::1', '10.0.0.1']) assert.ok(!link.has(off), off);
});

test('loopback is a link of its own', () => {
  const link = new Link({ name: 'lo', family: 'IPv4', subnets: ['127.0.0.1/8'] });
  assert.ok(link.has('127.0.0.1'));
  assert.ok(!link.has('10.0.0.1'));
});
