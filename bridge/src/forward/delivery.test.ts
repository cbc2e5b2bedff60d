import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Point } from '../reading/line-protocol.ts';
import { Delivery } from './delivery.ts';
import { SinkError, type Sink } from './sink.ts';

const { signal } = new AbortController();

function point(time: number | null, text = 'x'): Point {
  return { measurement: 'event', tags: { site: 's' }, fields: { text }, time };
}

/** As a proxy that answers 400: of a refused point it says nothing. */
function refusing(isTaken: (point: Point) => boolean): Sink & { readonly written: Point[] } {
  const written: Point[] = [];
  return {
    name: 'sink',
    written,
    write(_tier, points) {
      if (!points.every(isTaken)) {
        const fault = { kind: 'refused', reason: 'no', namesPoints: false } as const;
        return Promise.reject(new SinkError('No.', fault));
      }
      written.push(...points);
      return Promise.resolve();
    },
  };
}

test('a point without a time is never written again only to see whether the sink takes anything', async () => {
  const sink = refusing(({ fields }) => fields['text'] === 'x');
  const delivery = new Delivery(sink);
  await delivery.send('long', [point(null)], signal);
  await assert.rejects(delivery.send('long', [point(1, 'bad')], signal), /It takes nothing at all/);
  assert.deepEqual(sink.written, [point(null)]);
  // One with a time may be: it is the same point then.
  await delivery.send('long', [point(2), point(null)], signal);
  const [refused] = await delivery.send('long', [point(1, 'bad')], signal);
  assert.equal(refused?.line, 'event,site=s text="bad" 1');
  assert.deepEqual(sink.written.at(-1), point(2));
});
