/** Who may be told what is wrong here: sentences name rooms, addresses and sinks. */
import type { FastifyRequest } from 'fastify';

/** @returns whether all that is known of whoever asks is that it reaches this port. */
export function isStranger({ headers, socket }: FastifyRequest): boolean {
  const isThroughProxy = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return isThroughProxy || !isLoopback(socket.remoteAddress ?? '');
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
