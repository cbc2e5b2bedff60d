/** Who asks, and what a route asks of them. */
import type { FastifyRequest } from 'fastify';
import type { Mac } from '../reading/mac.ts';
import type { Scope } from '../store/types.ts';

/** Whom a route is for. A route that does not say is for administrators. */
export type Access = 'anyone' | 'ingest' | 'read' | 'admin';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
  }
}

export interface Caller {
  /** Its token's number; null: this host itself, a user of Home Assistant, or a stranger where anyone may ask. */
  readonly token: number | null;
  readonly scope: Scope;
  /** The rooms that it may read; null: all. */
  readonly rooms: ReadonlySet<string> | null;
  /** Whose readings it brings; null unless its scope is `ingest`. */
  readonly device: Mac | null;
}

/** Ends what somebody reads on and on, as soon as they may not any more. @returns what stops watching. */
type Watch = (dismiss: () => void) => () => void;

const callers = new WeakMap<FastifyRequest, { readonly caller: Caller; readonly watch: Watch }>();

const nobodyWatches: Watch = () => () => undefined;

export function noteCaller(request: FastifyRequest, caller: Caller, watch: Watch = nobodyWatches): void {
  callers.set(request, { caller, watch });
}

/** Of a route that is not for anyone. */
export function callerOf(request: FastifyRequest): Caller {
  return noted(request).caller;
}

/**
 * For answers without an end (WebSocket, SSE): `dismiss` is called once, within about a second, when the caller's token
 * is revoked or has expired. Of a route that is not for anyone.
 *
 * @returns what must be called when the answer has ended by itself.
 */
export function onDismissal(request: FastifyRequest, dismiss: () => void): () => void {
  return noted(request).watch(dismiss);
}

/** @param room null: something that stands in no room, which is read by those who may read all. */
export function mayReadRoom({ rooms }: Caller, room: string | null): boolean {
  return rooms === null || (room !== null && rooms.has(room));
}

function noted(request: FastifyRequest): { readonly caller: Caller; readonly watch: Watch } {
  const found = callers.get(request);
  if (found === undefined) throw new Error('nobody has looked who asks this');
  return found;
}
