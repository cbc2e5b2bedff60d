import type { Machine } from './machine.ts';

/** Something real that tests stand on. Providing it twice does nothing the second time. */
export interface Need {
  readonly name: string;
  /** @throws {SetupError} in a sentence that names what is missing and the command that would help. */
  provide(machine: Machine): Promise<void>;
}
