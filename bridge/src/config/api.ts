/** The `api` part of the configuration: what a reverse proxy and pages of other sites need. */
import { isIP } from 'node:net';

type Fault = (pointer: string, message: string) => void;

/** Addresses or ranges; a name could mean another tomorrow. */
export function trustedProxies(listed: readonly string[], fault: Fault): readonly string[] {
  for (const [i, text] of listed.entries()) {
    const [address = '', bits, ...more] = text.split('/');
    const family = isIP(address);
    const isRange =
      bits === undefined ||
      (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128));
    if (family !== 0 && isRange && more.length === 0) continue;
    fault(
      `/api/trusted_proxies/${String(i)}`,
      `"${text}" must be an address or a range of addresses, such as 10.0.3.2 or 172.16.0.0/12`,
    );
  }
  return listed;
}

export function corsOrigins(listed: readonly string[], fault: Fault): readonly string[] {
  for (const [i, text] of listed.entries()) {
    const pointer = `/api/cors_origins/${String(i)}`;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
      fault(pointer, `"${text}" must be an origin, such as https://rooms.example: each by its name`);
    } else if (url.origin !== text) {
      fault(pointer, `"${text}" must be an origin without anything behind it: "${url.origin}"`);
    }
  }
  return listed;
}

/** One address: whoever asks from there is believed to have looked who its users are. */
export function ingress(text: string | undefined, fault: Fault): string | undefined {
  if (text === undefined || isIP(text) !== 0) return text;
  fault('/api/ingress', `"${text}" must be one address, such as 172.30.32.2`);
  return undefined;
}

/** @returns it with slashes at both ends. */
export function pathPrefix(text: string, fault: Fault): string {
  const names = text.replace(/^\//, '').replace(/\/$/, '');
  if (names === '') return '/';
  const isPath = names.split('/').every((name) => /^[\w~.-]+$/.test(name) && !/^\.+$/.test(name));
  if (isPath && text.startsWith('/')) return `/${names}/`;
  fault('/api/path', `"${text}" must be a path, such as /climate`);
  return '/';
}
