/** What is answered to what is no HTTP request at all, on the bare connection: nothing of Fastify has seen it. */
import type { Duplex } from 'node:stream';
import type { Problem } from '../../api/schema.ts';

const byError: Readonly<
  Record<string, readonly [status: number, reason: string, code: string, detail: string]>
> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'too-slow', 'The request took too long to come.'],
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'headers-too-large',
    'Its headers are longer than 16 KiB.',
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Content Too Large', 'too-large', 'Its chunks say too much.'],
};

/** For Node's `clientError`: one answer, then the connection ends, as nobody knows where the next request would begin. */
export function answerOnTheWire(error: Error, socket: Duplex): void {
  if (!socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  const [status, reason, code, detail] = byError['code' in error ? String(error.code) : ''] ?? [
    400,
    'Bad Request',
    'malformed-http',
    'This is no HTTP request.',
  ];
  const problem: Problem = { type: 'about:blank', title: reason, status, detail, code };
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${String(status)} ${reason}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${String(Buffer.byteLength(body))}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
