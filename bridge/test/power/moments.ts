/** What was going on after each deed of a recording: the moments at which the power may be cut. */
import type { Deed } from './recording.ts';
import { databaseName, marks, witnessName } from './workload.ts';

/** What the witness says, and `checkpoint`: the database file itself is being written; else a commit. */
export const phases = [...marks, 'checkpoint', 'commit'] as const;
export type Phase = (typeof phases)[number];

export interface Moment {
  /** How many deeds are done. */
  readonly deeds: number;
  readonly phase: Phase;
  /** How many readings had been sent, and how many of them acknowledged. */
  readonly sent: number;
  readonly acknowledged: number;
}

/** One after each deed; after an acknowledgement as well: from there on it binds. */
export function momentsOf(deeds: readonly Deed[]): Moment[] {
  const names = new Map<number, string>();
  const moments: Moment[] = [];
  let mark: Phase | undefined;
  let isDatabaseUnsynced = false;
  let sent = 0;
  let acknowledged = 0;
  for (const [i, deed] of deeds.entries()) {
    if (deed.do === 'create' || deed.do === 'rename') names.set(deed.file, deed.name);
    const name = 'file' in deed ? names.get(deed.file) : undefined;
    if (name === witnessName && deed.do === 'write') {
      for (const line of Buffer.from(deed.bytes).toString().trimEnd().split('\n')) {
        const [verb, what = ''] = line.split(' ');
        if (verb === 'begin') mark = marks.find((each) => each === what);
        else if (verb === 'end') mark = undefined;
        else if (verb === 'sent') sent = Number(what);
        else if (verb === 'acknowledged') acknowledged = Number(what);
        else throw new Error(`the witness says "${line}"`);
      }
    }
    if (name === databaseName && deed.do === 'write') isDatabaseUnsynced = true;
    // A fold ends with a checkpoint.
    const isCheckpoint = isDatabaseUnsynced && (mark === undefined || mark === 'fold');
    const phase = isCheckpoint ? 'checkpoint' : (mark ?? 'commit');
    moments.push({ deeds: i + 1, phase, sent, acknowledged });
    if (name === databaseName && deed.do === 'sync') isDatabaseUnsynced = false;
  }
  return moments;
}
