/**
 * A browser can send no header with a WebSocket or an EventSource, so its page puts the token into a cookie that no
 * script can read. What a cookie proves is only which browser it is; that it is the bridge's own page that asks is told
 * by the headers that no page can set.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSameOrigin } from './guard.ts';

/** Browsers keep none for longer. */
const longestS = 400 * 24 * 3600;

/** Cookies know no ports: each bridge of a host has one of its own. */
export function sessionCookie(bridgeId: string): string {
  return `climat-guardian-${bridgeId.slice(0, 8)}`;
}

/** @returns the token in the cookie, where the bridge's own page sends it. */
export function sessionOf(request: FastifyRequest, cookie: string): string | undefined {
  if (request.headers.cookie === undefined) return undefined;
  return isOwnPage(request) ? request.cookies[cookie] : undefined;
}

function isOwnPage({ method, host, headers }: FastifyRequest): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== undefined) return isSameOrigin({ host, origin });
  // Typed into the address bar is `none`.
  if (site !== undefined) return site === 'same-origin' || (site === 'none' && isSafe(method));
  return isSafe(method);
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Without a path it is for the folder that it was set in, whatever prefix a proxy puts before it. */
const attributes = { httpOnly: true, sameSite: 'strict' } as const;

/** @param leftMs until the token expires; undefined where it does not. */
export function keepSession(
  reply: FastifyReply,
  cookie: string,
  token: string,
  leftMs: number | undefined,
): void {
  const secure = reply.request.protocol === 'https';
  const maxAge = Math.min(longestS, Math.floor((leftMs ?? Infinity) / 1000));
  reply.setCookie(cookie, token, { ...attributes, secure, maxAge });
}

export function endSession(reply: FastifyReply, cookie: string): void {
  reply.setCookie(cookie, '', { ...attributes, maxAge: 0 });
}
