/**
 * Where a page of readings ended, in a text that means something to the bridge only. It holds a place in the order of
 * (time, sensor), not a count: what arrives or is filed between two pages moves nothing. It is no secret and opens
 * nothing; its seal is there so that one that was made up, cut or taken from another question is noticed.
 */
import { createHash } from 'node:crypto';
import type { ReadingPosition } from '../../store/types.ts';
import type { Period } from './period.ts';

export interface Cursor {
  readonly period: Period;
  readonly after: ReadingPosition;
}

/** @param question all that the next page must have in common with this one. */
export function cursorText({ period, after }: Cursor, question: string): string {
  const numbers = [period.from, period.to, after.at, after.sensor]
    .map((number) => number.toString(36))
    .join('.');
  return `${numbers}.${seal(numbers, question)}`;
}

/** undefined for one that is none of ours, or of another question. */
export function parseCursor(text: string, question: string): Cursor | undefined {
  const end = text.lastIndexOf('.');
  const numbers = text.slice(0, Math.max(end, 0));
  if (seal(numbers, question) !== text.slice(end + 1)) return undefined;
  const [from, to, at, sensor] = numbers.split('.').map((number) => Number.parseInt(number, 36));
  if (!isTime(from) || !isTime(to) || !isTime(at) || !isTime(sensor) || from >= to) return undefined;
  return { period: { from, to }, after: { at, sensor } };
}

/** As far as a date goes. */
function isTime(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && Math.abs(value) <= 8.64e15;
}

function seal(numbers: string, question: string): string {
  return createHash('sha256').update(`${numbers} ${question}`).digest('base64url').slice(0, 16);
}
