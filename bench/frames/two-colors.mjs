/**
 * Decodes states with `@2colors/esphome-native-api`, and does nothing with them. JavaScript, as the package's types
 * lack most of what it has.
 *
 * usage: two-colors.mjs ADDRESSES
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers';
import { Client } from '@2colors/esphome-native-api';
import { Counted } from './counted.ts';

const addresses = JSON.parse(process.argv[2] ?? '');
const counted = new Counted();
let states = 0;
let isStarted = false;

await Promise.all(
  addresses.map(async ({ host, port }) => {
    const client = new Client({ host, port });
    client.on('newEntity', (entity) => {
      entity.on('state', () => {
        if (isStarted) counted.reached(++states);
      });
    });
    client.connect();
    await once(client, 'initialized');
  }),
);
// By now each has said its first states.
setTimeout(() => {
  isStarted = true;
  counted.ready();
}, 1000);
