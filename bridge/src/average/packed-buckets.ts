import { bucketWidth, type Bucket, type RoomBuckets } from '../store/averaging.ts';

/** As they come out of the store. */
export function bucketsIn({ packed }: RoomBuckets): Bucket[] {
  const buckets: Bucket[] = [];
  for (let i = 0; i < packed.length; i += bucketWidth) {
    // Decades by day are thousands: no array is made for each.
    const numberAt = (place: number): number => packed[i + place] ?? NaN;
    const edgeAt = (place: number): number | null => {
      const edge = numberAt(place);
      return Number.isNaN(edge) ? null : edge;
    };
    buckets.push({
      start: numberAt(0),
      until: numberAt(1),
      count: numberAt(2),
      wsum: numberAt(3),
      covered: numberAt(4),
      min: edgeAt(5),
      minAt: edgeAt(6),
      max: edgeAt(7),
      maxAt: edgeAt(8),
    });
  }
  return buckets;
}
