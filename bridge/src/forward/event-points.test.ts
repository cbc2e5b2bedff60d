import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf } from '../reading/line-protocol.ts';
import { pointOfEvent } from './event-points.ts';

const device = '02:00:00:00:00:01';

test('an event is counted by its kind and a word of its cause, and told in a sentence', () => {
  const table: [kind: string, device: string | null, cause: string | null, line: string][] = [
    [
      'device-lost',
      device,
      'unreachable: Not reachable: "refused".',
      String.raw`kind=device-lost,device=${device} count=1,cause="unreachable",text="Not reachable: \"refused\"." 7`,
    ],
    // A device whose reason was empty.
    [
      'device-lost',
      device,
      'offline: ',
      `kind=device-lost,device=${device} count=1,cause="offline",text="offline" 7`,
    ],
    [
      'reading-refused',
      device,
      'chip temp,1: not-a-number',
      String.raw`kind=reading-refused,device=${device},sensor=chip\ temp\,1 count=1,cause="not-a-number",text="What chip temp,1 told was refused: not-a-number." 7`,
    ],
    [
      'sink-down',
      null,
      'influx: It is off: why?',
      'kind=sink-down count=1,cause="influx",text="It is off: why?" 7',
    ],
    ['clock-trusted', null, null, 'kind=clock-trusted count=1,cause="trusted",text="The time is known." 7'],
    [
      'bridge-started',
      null,
      '1.2.3',
      'kind=bridge-started count=1,cause="1.2.3",text="The bridge started, version 1.2.3." 7',
    ],
    ['of-tomorrow', null, 'what: it is', 'kind=of-tomorrow count=1,cause="of-tomorrow",text="what: it is" 7'],
    ['constructor', null, null, 'kind=constructor count=1,cause="constructor",text="constructor" 7'],
  ];
  for (const [kind, mac, cause, line] of table)
    assert.equal(lineOf(pointOfEvent({ kind, device: mac, cause, at: 7 }, 's')), `event,site=s,${line}`);
});
