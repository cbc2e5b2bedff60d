/** What other processes do to the store while its bridge runs: the command line writes to it for a moment. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { numberIn } from './rows.ts';

export class Outside {
  readonly #version: StatementSync;
  readonly #onChange: () => void;
  #seen: number;
  /** Not told yet. */
  #isNews = false;

  /** @param onChange what was known by heart may be another now. */
  constructor(database: DatabaseSync, onChange: () => void) {
    // Changes with the commits of other connections only.
    this.#version = database.prepare('PRAGMA data_version');
    this.#onChange = onChange;
    this.#seen = this.#read();
  }

  /** To be called before anything is looked up; costs a look at shared memory. */
  heed(): void {
    const version = this.#read();
    if (version === this.#seen) return;
    this.#seen = version;
    this.#isNews = true;
    this.#onChange();
  }

  /** This process has changed by hand what another may: whoever hears of it is told already. */
  changedHere(): void {
    this.#onChange();
  }

  /** @returns whether another process has written since this was asked last. */
  news(): boolean {
    const isNews = this.#isNews;
    this.#isNews = false;
    return isNews;
  }

  #read(): number {
    return numberIn(this.#version.get(), 'data_version');
  }
}
