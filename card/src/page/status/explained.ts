import type { StatusLocale } from '../../i18n/status-locale.ts';
import type { Done } from './status-client.ts';

/** Why something was not done: the bridge's own words where it has some. */
export function explained({ problem }: Extract<Done, { ok: false }>, { text }: StatusLocale): string {
  if (typeof problem === 'string') return problem;
  return problem === null ? text('fault.unreachable') : text('fault.status', { status: String(problem) });
}
