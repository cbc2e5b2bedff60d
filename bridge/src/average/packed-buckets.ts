import { bucketWidth, type Bucket, type RoomBuckets } from '../store/averaging.ts';

/** As they come out of the store. */
export function bucketsIn({ packed }: RoomBuckets): Bucket[] {
  const buckets: Bucket[] = [];
  for (let i = 0; i < packed.length; i += bucketWidth) {
    const [start = 0, until = 0, count = 0, wsum = 0, covered = 0, ...edges] = packed.slice(
      i,
      i + bucketWidth,
    );
    const [min, minAt, max, maxAt] = edges.map((one) => (Number.isNaN(one) ? null : one));
    buckets.push({
      ...{ start, until, count, wsum, covered },
      min: min ?? null,
      minAt: minAt ?? null,
      max: max ?? null,
      maxAt: maxAt ?? null,
    });
  }
  return buckets;
}
