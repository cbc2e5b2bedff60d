import { assert } from '@open-wc/testing';
import type { Gap } from '../history/past.ts';
import { explained } from './explained.ts';

const gap = (from: number, until: number, cause: Gap['cause'] = null): Gap => ({ from, until, cause });

describe('a gap of the points', () => {
  it('has the cause that the ledger knows for that time', () => {
    assert.deepEqual(explained([gap(10, 20)], [gap(5, 25, 'wifi')]), [gap(10, 20, 'wifi')]);
  });

  it('is told apart where its causes change, and stays without one where none is known', () => {
    assert.deepEqual(
      explained([gap(10, 50)], [gap(12, 20, 'wifi'), gap(20, 30, 'device-off'), gap(40, 60, 'power-cut')]),
      [gap(10, 12), gap(12, 20, 'wifi'), gap(20, 30, 'device-off'), gap(30, 40), gap(40, 50, 'power-cut')],
    );
  });

  it('takes nothing of what is known of other times', () => {
    assert.deepEqual(explained([gap(10, 20), gap(30, 40)], [gap(0, 10, 'wifi'), gap(20, 30, 'wifi')]), [
      gap(10, 20),
      gap(30, 40),
    ]);
    assert.deepEqual(explained([], [gap(0, 10, 'wifi')]), []);
  });

  it('shares one cause with the next, where one loss spans both', () => {
    assert.deepEqual(explained([gap(10, 20), gap(30, 40)], [gap(0, 100, 'wifi')]), [
      gap(10, 20, 'wifi'),
      gap(30, 40, 'wifi'),
    ]);
  });
});
