/**
 * Who may ask at all. Until tokens exist (they come with the API's own issue) the bridge listens on loopback
 * by default, and a web page in the user's browser must not reach it by another way: neither under a foreign
 * name that resolves here (DNS rebinding) nor by a WebSocket, which no same-origin rule covers.
 */
import { isIP } from 'node:net';
import { hostname } from 'node:os';

export interface Asking {
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

/** @returns a sentence when the request must be refused. */
export function refusal({ host, origin }: Asking, ownNames: readonly string[]): string | undefined {
  const asked = hostOf(`http://${host ?? ''}`);
  if (asked === undefined || !isOurs(asked.hostname, ownNames)) {
    return `The name "${host ?? ''}" is not known as this bridge's. Use its IP address, or add the name to api.hosts.`;
  }
  if (origin !== undefined && hostOf(origin)?.host !== asked.host) {
    return `A page of ${origin} may not use this bridge.`;
  }
  return undefined;
}

/** An address cannot be rebound, and `.local` is answered by this link only. */
function isOurs(name: string, ownNames: readonly string[]): boolean {
  const bare = name.replaceAll(/^\[|\]$/g, '');
  return (
    isIP(bare) !== 0 ||
    bare === 'localhost' ||
    bare.endsWith('.local') ||
    bare === hostname().toLowerCase() ||
    ownNames.some((own) => own.toLowerCase() === bare)
  );
}

function hostOf(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
