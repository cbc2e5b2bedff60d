/** Asks a source what is to be drawn, and keeps what it answered: an overtaken question is ended, and its answer is nobody's. */
import type { Gap, Past, PastQuantity } from './past.ts';
import { PastError, type PastQuestion, type PastSource, type Periods } from './past-source.ts';
import type { View } from './view.ts';

export interface Wanted {
  readonly rooms: readonly string[];
  readonly quantity: PastQuantity;
  readonly view: View;
  /** So many at most of each room. */
  readonly points: number;
  /** Days, beside the same days of so many years before; 0: the view as it is. */
  readonly earlierYears: number;
}

/** Of one room. What was there before stays until the new is, and where there is none. */
export interface Answer {
  readonly past: Past | null;
  /** With their causes, as far as anybody knows them. */
  readonly gaps: readonly Gap[];
  readonly earlier: Periods['earlier'];
  readonly fault: PastError['fault'] | null;
}

export interface Answers {
  readonly ofRoom: ReadonlyMap<string, Answer>;
  readonly isAsking: boolean;
}

export const NO_ANSWERS: Answers = { ofRoom: new Map(), isAsking: false };
const NOTHING: Answer = { past: null, gaps: [], earlier: [], fault: null };

export class PastAnswers {
  private readonly report: (answers: Answers) => void;
  private ending = new AbortController();
  private ofRoom: ReadonlyMap<string, Answer> = NO_ANSWERS.ofRoom;
  private about: { readonly source: PastSource; readonly quantity: PastQuantity } | null = null;
  private open = 0;

  /** @param report  called with each room that was answered, and once before */
  constructor(report: (answers: Answers) => void) {
    this.report = report;
  }

  ask(source: PastSource, wanted: Wanted): void {
    this.stop();
    this.ending = new AbortController();
    const { signal } = this.ending;
    const isOfTheSame = this.about?.source === source && this.about.quantity === wanted.quantity;
    this.about = { source, quantity: wanted.quantity };
    this.ofRoom = new Map(
      wanted.rooms.flatMap((room) => {
        const before = isOfTheSame ? this.ofRoom.get(room) : undefined;
        return before === undefined ? [] : [[room, before]];
      }),
    );
    this.open = wanted.rooms.length;
    this.tell();
    for (const room of wanted.rooms) void this.askOf(room, source, wanted, signal);
  }

  stop(): void {
    this.ending.abort();
    this.open = 0;
  }

  private async askOf(room: string, source: PastSource, wanted: Wanted, signal: AbortSignal): Promise<void> {
    const before = this.ofRoom.get(room) ?? NOTHING;
    const question = { room, quantity: wanted.quantity, ...wanted.view, signal };
    // Asked at once, and not waited for: why nothing is there may take longer to find than what is.
    const explained = source.can.causes ? source.gaps(question).catch(() => null) : null;
    const answer = await answerOf(question, source, wanted).catch((error: unknown): Answer => ({
      ...before,
      fault: faultOf(error, signal),
    }));
    if (isOvertaken(signal)) return;
    this.keep(room, answer);
    const gaps = await explained;
    if (isOvertaken(signal)) return;
    this.open -= 1;
    // Without its cause a gap is still one.
    this.keep(room, gaps === null || answer.fault !== null ? answer : { ...answer, gaps });
  }

  private keep(room: string, answer: Answer): void {
    this.ofRoom = new Map([...this.ofRoom, [room, answer]]);
    this.tell();
  }

  private tell(): void {
    this.report({ ofRoom: this.ofRoom, isAsking: this.open > 0 });
  }
}

/** A function, as what was false may be true after waiting. */
const isOvertaken = (signal: AbortSignal): boolean => signal.aborted;

async function answerOf(
  question: Omit<PastQuestion, 'points'>,
  source: PastSource,
  { points, earlierYears }: Wanted,
): Promise<Answer> {
  const { past, earlier }: Periods =
    earlierYears > 0
      ? await source.periods({ ...question, every: 'day', earlierYears })
      : { past: await source.past({ ...question, points }), earlier: [] };
  return { past, gaps: past.gaps, earlier, fault: null };
}

function faultOf(error: unknown, signal: AbortSignal): PastError['fault'] {
  if (error instanceof PastError) return error.fault;
  if (!signal.aborted) console.warn('Climat Guardian: the past could not be read.', error);
  return 'not-understood';
}
