/** The bridge's WebSocket, seen from its own page: below wherever a proxy has put that page. */
export function bridgeUrl(baseURI: string): string {
  const url = new URL('api/v1/ws', baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = '';
  url.hash = '';
  return url.href;
}
