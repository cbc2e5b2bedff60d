/** A room's bucket where the readings are gone: from what its sensors' own buckets say of the same hour. */
import type { Calibration } from '../reading/calibration.ts';
import type { Bucket, Cell } from '../store/averaging.ts';
import { sum } from './roll.ts';

/**
 * Of one sensor it is exact, as a calibration is linear: wsum′ = gain · wsum + offset · covered. Of several it is not
 * known when which of them was present: the mean is that of all that they measured, the coverage that of the best.
 *
 * @param of those parts of the sensors' buckets that are the room's, each with the calibration that held then.
 */
export function snapped(
  of: readonly {
    readonly sensor: number;
    readonly bucket: Bucket;
    readonly calibration: Calibration | undefined;
  }[],
  cell: Cell,
): Bucket {
  const sensors = Map.groupBy(of, ({ sensor }) => sensor);
  const buckets = [...sensors.values()].map((parts) =>
    sum(
      parts.map(({ bucket, calibration }) => calibratedBucket(bucket, calibration)),
      cell,
    ),
  );
  const all = sum(buckets, cell);
  const covered = Math.max(0, ...buckets.map((bucket) => bucket.covered));
  // Not divided where that would only change its last bit.
  return all.covered === covered ? all : { ...all, covered, wsum: (all.wsum / all.covered) * covered };
}

function calibratedBucket(bucket: Bucket, calibration: Calibration | undefined): Bucket {
  if (calibration === undefined) return bucket;
  const { gain, offset } = calibration;
  const said = (value: number | null): number | null =>
    value === null ? null : gain * value + offset * 1000;
  return {
    ...bucket,
    wsum: gain * bucket.wsum + offset * 1000 * bucket.covered,
    min: said(bucket.min),
    max: said(bucket.max),
  };
}
