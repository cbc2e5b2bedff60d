import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corsOrigins, ingress, pathPrefix, trustedProxies } from './api.ts';
import { parseConfig } from './config.ts';

function faultsOf(parse: (fault: (pointer: string, message: string) => void) => unknown): string[] {
  const faults: string[] = [];
  parse((pointer, message) => faults.push(`${pointer}: ${message}`));
  return faults;
}

test('proxies are addresses and ranges, nothing that could mean another tomorrow', () => {
  const good = ['10.0.3.2', '172.16.0.0/12', '::1', 'fd00::/8'];
  assert.deepEqual(
    faultsOf((fault) => trustedProxies(good, fault)),
    [],
  );
  for (const text of [
    'proxy.example',
    '10.0.3.2/33',
    '10.0.3.0/0',
    '10.0.3.0/',
    '::/129',
    '10.0.3.2/8/8',
    '*',
    '',
  ]) {
    const [fault = ''] = faultsOf((note) => trustedProxies(['127.0.0.1', text], note));
    assert.match(fault, /^\/api\/trusted_proxies\/1: .*10\.0\.3\.2 or 172/, text);
  }
});

test('ingress is one address, and neither a range nor a name', () => {
  for (const good of ['172.30.32.2', 'fd00::2', undefined]) {
    assert.deepEqual(
      faultsOf((fault) => {
        assert.equal(ingress(good, fault), good);
      }),
      [],
    );
  }
  for (const text of ['172.30.32.0/23', 'supervisor', '*', '']) {
    const [fault = ''] = faultsOf((note) => {
      assert.equal(ingress(text, note), undefined);
    });
    assert.match(fault, /^\/api\/ingress: .*such as 172\.30\.32\.2$/, text);
  }
});

test('origins are named one by one, and what is too much behind them is said', () => {
  const good = ['https://rooms.example', 'http://10.0.3.2:8123', 'http://[fd00::2]:8080'];
  assert.deepEqual(
    faultsOf((fault) => corsOrigins(good, fault)),
    [],
  );
  const [slash = ''] = faultsOf((fault) => corsOrigins(['https://rooms.example/'], fault));
  assert.match(slash, /without anything behind it: "https:\/\/rooms\.example"$/);
  for (const text of ['*', 'null', 'rooms.example', 'ftp://rooms.example', 'https://*.example/x', '']) {
    assert.equal(faultsOf((fault) => corsOrigins([text], fault)).length, 1, text);
  }
});

test('a path has slashes at both ends, however it is written, and is nothing but a path', () => {
  for (const [text, path] of [
    ['/', '/'],
    ['/climate', '/climate/'],
    ['/climate/', '/climate/'],
    ['/home/climate-1/', '/home/climate-1/'],
  ] as const) {
    assert.deepEqual([pathPrefix(text, (fault) => assert.fail(fault)), text], [path, text]);
  }
  for (const text of [
    'climate',
    '//climate',
    '/a//b',
    '/..',
    '/a/../b',
    '/a?b',
    '/a b',
    '/%61',
    '/:a',
    '/*',
  ]) {
    assert.equal(faultsOf((fault) => pathPrefix(text, fault)).length, 1, text);
  }
});

test('the configuration tells the faults of all three together, by their keys', () => {
  const text = 'api: { trusted_proxies: [proxy], cors_origins: ["*"], path: climate }';
  assert.throws(
    () => parseConfig(text, 'building.yaml'),
    /3 faults:\n.* api\.trusted_proxies\[0\]: .*\n.* api\.cors_origins\[0\]: .*\n.* api\.path: /,
  );
  const { api } = parseConfig('api: { trusted_proxies: [10.0.0.1], path: /rooms }', 'building.yaml');
  assert.deepEqual([api.trustedProxies, api.corsOrigins, api.path], [['10.0.0.1'], [], '/rooms/']);
});
