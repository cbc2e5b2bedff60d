/** What the bridge's pages ask of its API and tell it, each by its name. */
import type { EditRequest, TokenRequest } from '../../../bridge/api/schema.ts';
import { BridgeHttp, unread, type Answered, type Done } from './bridge-http.ts';
import { parseCreatedToken, parseSession, parseTokens } from './access/parse-access.ts';
import type { ShownCreatedToken, ShownSession, ShownToken } from './access/parse-access.ts';
import { parseEdits, parseMadeEdit, parseRooms } from './devices/parse-edits.ts';
import type { NamedRoom, ShownEdit, ShownMadeEdit } from './devices/parse-edits.ts';
import { parseDevices, parsePairing, parseStatus } from './status/parse-status.ts';
import type { PairingState, ShownDevice, ShownStatus } from './status/parse-status.ts';
import { fields, text } from '../sources/parse.ts';

/** What an edit is asked by: a wish, or the number of an edit that is to be taken back. */
export type Step = EditRequest | { readonly undo: number };

const latest = 12;

export class BridgeClient {
  readonly #http: BridgeHttp;

  /** @param base what the API's paths are below of, e.g. `document.baseURI`. */
  constructor(base: string, fetcher: typeof fetch = fetch) {
    this.#http = new BridgeHttp(base, fetcher);
  }

  status(): Promise<Answered<ShownStatus>> {
    return this.#http.get('api/v1/status', parseStatus);
  }

  devices(): Promise<Answered<ShownDevice[]>> {
    return this.#http.get('api/v1/devices', parseDevices);
  }

  rooms(): Promise<Answered<NamedRoom[]>> {
    return this.#http.get('api/v1/rooms', parseRooms);
  }

  session(): Promise<Answered<ShownSession>> {
    return this.#http.get('api/v1/session', parseSession);
  }

  /** The newest first. */
  edits(): Promise<Answered<ShownEdit[]>> {
    return this.#http.get(`api/v1/edits?limit=${String(latest)}`, parseEdits);
  }

  tokens(): Promise<Answered<ShownToken[]>> {
    return this.#http.get('api/v1/tokens', parseTokens);
  }

  pairing(): Promise<Answered<PairingState>> {
    return this.#http.get('api/v1/pair', parsePairing);
  }

  openPairing(): Promise<Answered<PairingState>> {
    return this.#http.ask('api/v1/pair/open', { method: 'POST', parse: parsePairing });
  }

  /** @param secret the six digits, or a token. */
  async enter(secret: string): Promise<Done> {
    const digits = secret.replaceAll(/\s/g, '');
    if (!/^\d{6}$/.test(digits)) return this.openSession(secret.trim());
    const paired = await this.#http.ask('api/v1/pair', {
      method: 'POST',
      body: { code: digits, name: 'Web page', scope: 'admin' },
      parse: (data) => text(fields(data, 'paired')['token'], 'paired.token'),
    });
    return paired.ok ? this.openSession(paired.said) : paired;
  }

  /** For whoever may see the digits anyway. */
  async enterByItself(): Promise<Done> {
    const known = await this.pairing();
    if (known.ok && known.said.code !== null) return this.enter(known.said.code);
    const opened = await this.openPairing();
    return opened.ok ? this.enter(opened.said.code ?? '') : opened;
  }

  /** The cookie that the bridge answers with opens it from then on; the token itself is forgotten here. */
  openSession(token: string): Promise<Done> {
    const headers = { authorization: `Bearer ${token}` };
    return this.#http.ask('api/v1/session', { method: 'PUT', headers, parse: unread });
  }

  leave(): Promise<Done> {
    return this.#http.ask('api/v1/session', { method: 'DELETE', parse: unread });
  }

  setKey(mac: string, key: string): Promise<Done> {
    const path = `api/v1/devices/${encodeURIComponent(mac)}/key`;
    return this.#http.ask(path, { method: 'PUT', body: { key }, parse: unread });
  }

  /** Changes unread: what would change. */
  try(step: Step): Promise<Answered<ShownMadeEdit>> {
    return this.#edit(step, '?dryRun=true');
  }

  make(step: Step): Promise<Answered<ShownMadeEdit>> {
    return this.#edit(step, '');
  }

  #edit(step: Step, query: string): Promise<Answered<ShownMadeEdit>> {
    return 'undo' in step
      ? this.#http.ask(`api/v1/edits/${String(step.undo)}/undo${query}`, {
          method: 'POST',
          parse: parseMadeEdit,
        })
      : this.#http.ask(`api/v1/edits${query}`, { method: 'POST', body: step, parse: parseMadeEdit });
  }

  createToken(wanted: TokenRequest): Promise<Answered<ShownCreatedToken>> {
    return this.#http.ask('api/v1/tokens', { method: 'POST', body: wanted, parse: parseCreatedToken });
  }

  revokeToken(id: number): Promise<Done> {
    return this.#http.ask(`api/v1/tokens/${String(id)}`, { method: 'DELETE', parse: unread });
  }
}
