/** An edit that cannot be made, in a sentence; the code is for programs. */
export class EditRefused extends Error {
  readonly code: EditRefusal;

  constructor(code: EditRefusal, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

export type EditRefusal =
  | 'unknown-room'
  | 'unknown-device'
  | 'unknown-sensor'
  | 'unknown-edit'
  | 'name-taken'
  | 'malformed'
  | 'in-the-future'
  | 'nothing-changes'
  | 'nowhere'
  | 'undone-already'
  | 'stood-upon';
