/** What was filled in of a token, as what is asked for. */
import type { TokenRequest } from '../../../../bridge/api/schema.ts';
import type { StatusKey } from '../../i18n/status-locale.ts';

const dayMs = 86_400_000;

/** In days; '' is for ever. */
export const LIVES = ['', '1', '30', '90', '365'] as const;

export type TokenWish =
  | { readonly ok: true; readonly wanted: TokenRequest }
  | { readonly ok: false; readonly field: string; readonly problem: StatusKey };

export function tokenWish(filled: FormData, now: Date): TokenWish {
  const given = (field: string): string => textsOf(filled.getAll(field)).join('').trim();
  const name = given('name');
  if (name === '') return { ok: false, field: 'name', problem: 'edit.missing.name' };
  const days = Number(given('days'));
  const expires = days > 0 ? { expires: new Date(now.getTime() + days * dayMs).toISOString() } : {};
  switch (given('scope')) {
    case 'ingest': {
      const device = given('device');
      if (device === '') return { ok: false, field: 'device', problem: 'edit.missing.device' };
      return { ok: true, wanted: { name, scope: 'ingest', device, ...expires } };
    }
    case 'admin':
      return { ok: true, wanted: { name, scope: 'admin', ...expires } };
    default: {
      const rooms = textsOf(filled.getAll('rooms'));
      return { ok: true, wanted: { name, scope: 'read', ...(rooms.length > 0 && { rooms }), ...expires } };
    }
  }
}

/** A form without files has nothing else. */
function textsOf(values: readonly FormDataEntryValue[]): string[] {
  return values.filter((value) => typeof value === 'string');
}
