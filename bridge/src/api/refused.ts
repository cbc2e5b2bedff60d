import type { Problem } from '../../api/schema.ts';

/** What a request is refused with; the server turns it into the answer. */
export class Refused extends Error {
  readonly problem: Omit<Problem, 'type'>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    problem: Omit<Problem, 'type'>,
    headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(problem.detail, options);
    this.problem = problem;
    this.headers = headers;
  }
}

/** @param field of the body, or the parameter. */
export function unprocessable(code: string, detail: string, field?: string): Refused {
  return new Refused({
    status: 422,
    code,
    title: 'Not as it must be',
    detail,
    ...(field !== undefined && { field }),
  });
}

/** @param cause why the store's reader has not answered. */
export function notReadable(cause: unknown): Refused {
  return new Refused(
    {
      status: 503,
      code: 'not-readable',
      title: 'Not readable',
      detail: `The store cannot be read just now: ${String(cause)}`,
    },
    { 'retry-after': '5' },
    { cause },
  );
}

/** For a promise of the store's reader. @throws {Refused} 503. */
export function unreadable(cause: unknown): never {
  throw notReadable(cause);
}
