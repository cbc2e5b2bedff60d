/** Which encryption key is whose. */
import { parseMac, type Mac } from '../reading/mac.ts';

export class DeviceKeys {
  #byHand: ReadonlyMap<Mac, string> = new Map();
  readonly #configured: Map<Mac | undefined, string>;

  /** @param configured by MAC as written in the configuration. */
  constructor(configured: ReadonlyMap<string, string>) {
    this.#configured = new Map([...configured].map(([mac, key]) => [parseMac(mac), key]));
  }

  /** @returns the devices whose key is another one now. */
  setByHand(keys: ReadonlyMap<Mac, string>): ReadonlySet<Mac> {
    const before = this.#byHand;
    this.#byHand = keys;
    return new Set([...before.keys(), ...keys.keys()].filter((mac) => before.get(mac) !== keys.get(mac)));
  }

  /** A key that was configured for an address has turned out to be this device's. */
  learn(mac: Mac, key: string): void {
    this.#configured.set(mac, key);
  }

  /**
   * One that was entered by hand goes before the configuration's: it is newer, or nobody would have entered it.
   *
   * @param mac undefined while it is not known who answers there.
   * @param ofAddress what the configuration says of that address.
   */
  keyFor(mac: Mac | undefined, ofAddress: string | undefined): string | undefined {
    if (mac === undefined) return ofAddress;
    return this.#byHand.get(mac) ?? ofAddress ?? this.#configured.get(mac);
  }
}
