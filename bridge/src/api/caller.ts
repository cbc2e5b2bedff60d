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
  /** Its token's number; null: this host itself, or a stranger where anyone may ask. */
  readonly token: number | null;
  readonly scope: Scope;
  /** The rooms that it may read; null: all. */
  readonly rooms: ReadonlySet<string> | null;
  /** Whose readings it brings; null unless its scope is `ingest`. */
  readonly device: Mac | null;
}

const callers = new WeakMap<FastifyRequest, Caller>();

export function noteCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** Of a route that is not for anyone. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('nobody has looked who asks this');
  return caller;
}

/** @param room null: something that stands in no room, which is read by those who may read all. */
export function mayReadRoom({ rooms }: Caller, room: string | null): boolean {
  return rooms === null || (room !== null && rooms.has(room));
}
