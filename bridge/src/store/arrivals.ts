/** Readings on their way from the main thread to the writer's: one array of numbers, which is handed over, not copied. */
import type { BatchSample } from './packing.ts';

/** Numbers in one packed arrival: seq, sensor, at (ms), value (thousandths), receivedAt (ms), isQuarantined (0, 1). */
export const packedWidth = 6;

export function unpackArrivals(
  packed: Float64Array,
  lastSeq: number,
): { seq: number; dated: BatchSample[]; undated: BatchSample[] } {
  const dated: BatchSample[] = [];
  const undated: BatchSample[] = [];
  let seq = lastSeq;
  for (let i = 0; i < packed.length; i += packedWidth) {
    const [arrived = 0, sensor = 0, at = 0, value = 0, receivedAt = 0, isQuarantined = 0] = packed.subarray(
      i,
      i + packedWidth,
    );
    seq = arrived;
    (isQuarantined === 0 ? dated : undated).push({ sensor, at, value, receivedAt });
  }
  return { seq, dated, undated };
}

/** How many of them are to be kept apart. */
export function undatedIn(batch: readonly number[]): number {
  let undated = 0;
  for (let i = packedWidth - 1; i < batch.length; i += packedWidth) undated += batch[i] ?? 0;
  return undated;
}
