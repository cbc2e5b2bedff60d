import type { EditRefusal } from './edit-types.ts';

/** An edit that cannot be made, in a sentence; the code is for programs. */
export class EditRefused extends Error {
  readonly code: EditRefusal;

  constructor(code: EditRefusal, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
