import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isByIngress } from './ingress.ts';

const supervisor = '172.30.32.2';

function asked(remoteAddress: string | undefined, user: string | undefined): boolean {
  return isByIngress(
    { headers: user === undefined ? {} : { 'x-remote-user-id': user }, socket: { remoteAddress } },
    supervisor,
  );
}

test('who is brought by the Supervisor is known by its address, in either family, and by being named', () => {
  assert.ok(asked(supervisor, 'd3b07384'));
  assert.ok(asked(`::ffff:${supervisor}`, 'd3b07384'));
});

test('nobody is who is not named, and whoever asks from anywhere else', () => {
  assert.equal(asked(supervisor, undefined), false);
  assert.equal(asked(supervisor, ''), false);
  for (const address of ['172.30.32.20', '172.30.33.2', '::ffff:172.30.32.3', '::1', undefined]) {
    assert.equal(asked(address, 'd3b07384'), false, address);
  }
});

test('without an address there is no ingress', () => {
  const headers = { 'x-remote-user-id': 'd3b07384' };
  assert.equal(isByIngress({ headers, socket: { remoteAddress: supervisor } }, undefined), false);
  assert.equal(isByIngress({ headers, socket: {} }, undefined), false);
});
