import type { Problem } from '../../api/schema.ts';

/** What a request is refused with; the server turns it into the answer. */
export class Refused extends Error {
  readonly problem: Omit<Problem, 'type'>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: Omit<Problem, 'type'>, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail);
    this.problem = problem;
    this.headers = headers;
  }
}
