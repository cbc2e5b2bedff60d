/** Readings as they come out of the store, unpacked and page by page. */
import {
  readingWidth,
  type Archive,
  type MissingReadings,
  type ReadingPosition,
  type ReadingSensor,
  type ReadingsPage,
  type ReadingsQuestion,
} from '../../store/types.ts';
import { notReadable, Refused } from '../refused.ts';

export interface RawReading {
  readonly sensor: ReadingSensor;
  readonly room: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly measuredAt: number;
  readonly receivedAt: number;
  /** In the quantity's own unit; thousandths are exact. */
  readonly value: number;
}

export interface RawPage {
  readonly readings: readonly RawReading[];
  readonly missing: readonly MissingReadings[];
  readonly missingUnfiled: number;
  readonly next: ReadingPosition | null;
  readonly rawFrom: number | null;
}

/** So many are formatted at once on the main thread, which must not stand still: some milliseconds. */
const atOnce = 2000;

/** @throws {Refused} 404 where there is nothing of that name for the one who asks, 503 where the store cannot be read. */
async function onePage(archive: Archive, question: ReadingsQuestion, what: string): Promise<RawPage> {
  const page = await archive.readings(question).catch((cause: unknown) => {
    throw notReadable(cause);
  });
  if (page !== undefined) return { ...page, readings: unpacked(page) };
  throw new Refused({
    status: 404,
    code: 'not-found',
    title: 'Not found',
    detail: `There is no ${what} here.`,
  });
}

/** All of them, the next page asked for when the one before it is taken: memory stays as it is, however many there are. */
export async function* allPages(
  archive: Archive,
  question: ReadingsQuestion,
  what: string,
): AsyncGenerator<RawPage, void> {
  let { after, limit } = question;
  while (limit > 0) {
    const page = await onePage(archive, { ...question, after, limit: Math.min(limit, atOnce) }, what);
    yield page;
    if (page.next === null) return;
    after = page.next;
    limit -= page.readings.length;
  }
}

function unpacked({ sensors, rooms, packed }: ReadingsPage): RawReading[] {
  const readings: RawReading[] = [];
  for (let i = 0; i < packed.length; i += readingWidth) {
    const [place = -1, room = -1, measuredAt = 0, thousandths = 0, receivedAt = 0] = packed.subarray(
      i,
      i + readingWidth,
    );
    const sensor = sensors[place];
    if (sensor === undefined) continue;
    readings.push({ sensor, room: rooms[room] ?? null, measuredAt, receivedAt, value: thousandths / 1000 });
  }
  return readings;
}
