/**
 * Who may ask at all. A web page in the user's browser must not reach the bridge by another way: neither under a foreign
 * name that resolves here (DNS rebinding) nor by a WebSocket, which no same-origin rule covers.
 */
import { isIP } from 'node:net';
import { hostname } from 'node:os';

export interface Asking {
  /** As the user's browser sent it: a trusted proxy tells. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** By Home Assistant's ingress, whose session no page of a foreign name has, whatever that resolves to. */
  readonly isByIngress?: boolean;
}

export interface GuardOptions {
  /** Names beside its addresses that this bridge is reached by. */
  readonly hosts: readonly string[];
  /** Origins of other sites whose pages may ask here. */
  readonly corsOrigins: readonly string[];
  /** The address of Home Assistant's ingress; undefined: there is none. */
  readonly ingress?: string | undefined;
}

/** @returns a sentence when the request must be refused. */
export function refusal(asking: Asking, { hosts, corsOrigins }: GuardOptions): string | undefined {
  const { host, origin, isByIngress = false } = asking;
  const asked = urlOf(`http://${host ?? ''}`);
  if (!isByIngress && (asked === undefined || !isOurs(asked.hostname, hosts))) {
    return `The name "${host ?? ''}" is not known as this bridge's. Use its IP address, or add the name to api.hosts.`;
  }
  if (origin === undefined || isSameOrigin(asking) || corsOrigins.includes(origin)) return undefined;
  return (
    `A page of ${origin} may not use this bridge. Where that is a page of yours, add it to api.cors_origins; where ` +
    'a reverse proxy of yours is between, let it pass on the Host header.'
  );
}

/** Whether the page that asks is the bridge's own. By host and port: a proxy may speak https for us. */
export function isSameOrigin({ host, origin }: Asking): boolean {
  const page = origin === undefined ? undefined : urlOf(origin);
  if (page === undefined || host === undefined) return false;
  // With the page's protocol, so that a port that goes without saying is none.
  return page.host !== '' && page.host === urlOf(`${page.protocol}//${host}`)?.host;
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

function urlOf(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
