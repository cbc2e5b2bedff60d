/**
 * A link that lets its reader in: the page's address with `#token=climat_…`. What is after the `#` is sent to no
 * server, so it is in no log; and it is taken out of the address bar and the history before anything else is done.
 */

const form = /^#token=(.*)$/s;

export function tokenLink(page: string, token: string): string {
  return new URL(`./#token=${token}`, page).href;
}

/** @returns the token, which is in the address no more, without what none has in it; undefined where there was none. */
export function takeToken({ location, history }: Pick<Window, 'location' | 'history'>): string | undefined {
  const [, token] = form.exec(location.hash) ?? [];
  if (token !== undefined) history.replaceState(history.state, '', location.pathname + location.search);
  return token?.replaceAll(/[^\w.~+/=-]/g, '');
}

export type Entered =
  | { readonly is: 'in' }
  /** In the bridge's words; null: it did not answer. */
  | { readonly is: 'out'; readonly detail: string | null };

const patienceMs = 10_000;

/** @param base what the API's paths are below of, e.g. `document.baseURI`. */
export async function enterByToken(base: string, token: string): Promise<Entered> {
  try {
    const answer = await fetch(new URL('api/v1/session', base), {
      method: 'PUT',
      cache: 'no-store',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(patienceMs),
    });
    if (answer.ok) return { is: 'in' };
    const problem: unknown = await answer.json();
    const hasDetail = typeof problem === 'object' && problem !== null && 'detail' in problem;
    return { is: 'out', detail: hasDetail ? String(problem.detail) : String(answer.status) };
  } catch {
    return { is: 'out', detail: null };
  }
}
