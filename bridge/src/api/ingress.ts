/**
 * Home Assistant's ingress: its Supervisor brings those who have signed in there to the bridge's page, from one address
 * that nobody else on that network has, and says who they are. What a browser sends under that name it drops
 * (home-assistant/supervisor, supervisor/api/ingress.py `_init_header`).
 */
import type { FastifyRequest } from 'fastify';
import { plainAddress } from './own-host.ts';

/** What is asked of it here; not `Pick`, so that tests need no request. */
export interface Brought {
  readonly headers: FastifyRequest['headers'];
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** @param ingress its address; undefined: there is none, as everywhere but in Home Assistant's app. */
export function isByIngress({ headers, socket }: Brought, ingress: string | undefined): boolean {
  const { remoteAddress } = socket;
  if (ingress === undefined || remoteAddress === undefined) return false;
  // The Supervisor asks by itself too, as its watchdog: then for nobody.
  const user = headers['x-remote-user-id'];
  return plainAddress(remoteAddress) === ingress && typeof user === 'string' && user !== '';
}
