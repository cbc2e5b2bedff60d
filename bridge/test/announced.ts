/** What a bridge says of itself over mDNS, as any other host on its network hears it. */
import { Browser } from '../src/mdns/browser.ts';
import type { ServiceInstance } from '../src/mdns/instances.ts';
import { Heard } from './heard.ts';

export interface Announcements extends Disposable {
  /** Waits for the first that fits, which may have come already. */
  readonly until: (fits: (bridge: ServiceInstance) => boolean) => Promise<ServiceInstance>;
}

export function announcedBridges(): Announcements {
  const seen = new Heard<ServiceInstance>();
  const browser = new Browser({
    type: '_climat-guardian._tcp',
    reach: 'loopback',
    onSeen: seen.hear,
    log: () => undefined,
  });
  return {
    until: (fits) => seen.until(fits),
    [Symbol.dispose]: () => {
      browser[Symbol.dispose]();
    },
  };
}
