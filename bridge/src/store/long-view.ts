/** The long view, of which nobody gets an answer that is known to be wrong: what is stale is rolled first. */
import type { LongView, NotRolled, RoomBuckets, RoomCovers, RoomQuestion, Tier } from './averaging.ts';
import type { Reader } from './reader.ts';

/** Meanwhile somebody may change the past again. */
const tries = 3;

export class StoreLongView implements LongView {
  readonly #reader: Reader;
  readonly #catchUp: () => Promise<void>;

  /** @param catchUp folds and rolls all that can be. */
  constructor(reader: Reader, catchUp: () => Promise<void>) {
    this.#reader = reader;
    this.#catchUp = catchUp;
  }

  async buckets(
    question: RoomQuestion & { readonly tier: Tier },
  ): Promise<RoomBuckets | NotRolled | undefined> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#reader.buckets(question);
      if (!isStale(answer) || attempt === tries) return answer;
      await this.#catchUp();
    }
  }

  covers(question: RoomQuestion & { readonly limit: number }): Promise<RoomCovers | undefined> {
    return this.#reader.covers(question);
  }
}

function isStale(answer: RoomBuckets | NotRolled | undefined): answer is NotRolled {
  return answer !== undefined && 'isStale' in answer;
}
