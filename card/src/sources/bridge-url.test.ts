import { assert } from '@open-wc/testing';
import { bridgeUrl } from './bridge-url.ts';

describe("the bridge's address", () => {
  for (const [page, socket] of [
    ['http://bridge:8321/', 'ws://bridge:8321/api/v1/ws'],
    ['https://home.example/climate/', 'wss://home.example/climate/api/v1/ws'],
    [
      'https://home.example/api/hassio_ingress/token/?a=b#c',
      'wss://home.example/api/hassio_ingress/token/api/v1/ws',
    ],
    ['http://bridge:8321/index.html', 'ws://bridge:8321/api/v1/ws'],
  ] as const) {
    it(`for ${page} is ${socket}`, () => {
      assert.strictEqual(bridgeUrl(page), socket);
    });
  }
});
