/** Schemathesis, which asks the API whatever its description allows and what it does not; in suite/python/schemathesis.lock. */
import { pythonEnvironment } from './python-environment.ts';

const { need, command } = pythonEnvironment('Schemathesis', 'schemathesis', 'about half a minute');

export const schemathesisNeed = need;

/** @throws {NotSetUp} */
export function schemathesisCommand(): string {
  return command('schemathesis');
}
