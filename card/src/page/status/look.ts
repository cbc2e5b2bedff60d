/** One look at the bridge: all that a view of its page shows, at once. */
import type { Answered, Failure } from '../bridge-http.ts';
import type { BridgeClient } from '../bridge-client.ts';
import type { ShownSession, ShownToken } from '../access/parse-access.ts';
import type { NamedRoom, ShownEdit } from '../devices/parse-edits.ts';
import type { PairingState, ShownDevice, ShownStatus } from './parse-status.ts';

export type View = 'status' | 'devices' | 'access';

export interface Seen {
  readonly view: View;
  readonly status: ShownStatus;
  readonly devices: readonly ShownDevice[];
  /** What is undefined was not asked for in this view, or is not for who looks. */
  readonly session: ShownSession | undefined;
  readonly pairing: PairingState | undefined;
  readonly rooms: readonly NamedRoom[];
  readonly edits: readonly ShownEdit[];
  readonly tokens: readonly ShownToken[] | undefined;
  readonly at: Date;
}

export type Look =
  | { readonly is: 'ready'; readonly seen: Seen }
  | { readonly is: 'unauthorised' }
  /** Known, and not allowed to see it. */
  | { readonly is: 'forbidden'; readonly detail: string }
  | { readonly is: 'missing' }
  /** It answers in another way than this page understands. */
  | { readonly is: 'odd' };

export async function lookAt(client: BridgeClient, view: View): Promise<Look> {
  const isFor = (...views: readonly View[]): boolean => views.includes(view);
  const who = isFor('devices', 'access') ? client.session() : undefined;
  const [status, devices, session, pairing, rooms, edits, tokens] = await Promise.all([
    client.status(),
    client.devices(),
    who,
    isFor('status', 'access') ? client.pairing() : undefined,
    isFor('devices', 'access') ? client.rooms() : undefined,
    isFor('devices') ? client.edits() : undefined,
    isFor('access') ? tokensFor(who, client) : undefined,
  ]);
  if (!status.ok) return refusalOf(status);
  if (!devices.ok) return refusalOf(devices);
  const seen = {
    view,
    status: status.said,
    devices: devices.said,
    session: saidIn(session),
    pairing: saidIn(pairing),
    rooms: saidIn(rooms) ?? [],
    edits: saidIn(edits) ?? [],
    tokens: saidIn(tokens),
    at: new Date(),
  };
  return { is: 'ready', seen };
}

/** Asked of the bridge by administrators only: it would refuse all others. */
async function tokensFor(
  who: Promise<Answered<ShownSession>> | undefined,
  client: BridgeClient,
): Promise<Answered<ShownToken[]> | undefined> {
  return saidIn(await who)?.scope === 'admin' ? client.tokens() : undefined;
}

function saidIn<Said>(answer: Answered<Said> | undefined): Said | undefined {
  return answer?.ok === true ? answer.said : undefined;
}

function refusalOf({ why, detail }: Failure): Look {
  if (why === 401) return { is: 'unauthorised' };
  if (why === 403) return { is: 'forbidden', detail: detail ?? '' };
  return { is: why === 'odd' ? 'odd' : 'missing' };
}
