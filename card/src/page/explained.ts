import type { StatusLocale } from '../i18n/status-locale.ts';
import type { Failure } from './bridge-http.ts';

/** Why something was not done: the bridge's own words where it has some. */
export function explained({ why, detail }: Failure, { text }: StatusLocale): string {
  if (detail !== null) return detail;
  if (why === 'missing') return text('fault.unreachable');
  return why === 'odd' ? text('fault.odd') : text('fault.status', { status: String(why) });
}
