/** What is said where the long view has no answer. */
import type { NoAnswer } from '../../average/answers.ts';
import { Refused, unprocessable } from '../refused.ts';
import { isoTime } from './iso-time.ts';

export function refusedFor(answer: NoAnswer, room: string, quantity: string): Refused {
  switch (answer.is) {
    case 'unknown-room':
      return unknownRoom(room);
    case 'never-measured':
      return notFound('never-measured', `Nothing was ever measured of ${quantity} in room "${room}".`);
    case 'before-first':
      return unprocessable(
        'before-first-reading',
        `The period ends before the first reading of ${quantity} in room "${room}", which is of ${isoTime(answer.first)}.`,
        'to',
      );
    case 'in-the-future':
      return unprocessable('in-the-future', 'The period begins in the future.', 'from');
    case 'too-many':
      return unprocessable(
        'too-many-points',
        `These are more than ${String(answer.most)}: ask for a shorter period, or for longer parts of it.`,
        'from',
      );
    case 'pending':
      return new Refused(
        {
          status: 503,
          code: 'averages-pending',
          title: 'Not ready',
          detail: 'What was changed of the past is being made anew. Ask again in a few seconds.',
        },
        { 'retry-after': '5' },
      );
  }
}

export function unknownRoom(room: string): Refused {
  return notFound('unknown-room', `There is no room "${room}".`);
}

function notFound(code: string, detail: string): Refused {
  return new Refused({ status: 404, code, title: 'Not found', detail });
}
