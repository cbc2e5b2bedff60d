/** A device in words: what it is called, where it is, and how it stands. */
import { html, nothing, type TemplateResult } from 'lit';
import { faultIcon, waitingIcon } from '../../elements/icons.ts';
import type { StatusLocale } from '../../i18n/status-locale.ts';
import type { BridgeClient } from '../bridge-client.ts';
import type { ShownDevice } from '../status/parse-status.ts';

const aboutKeys: ReadonlySet<ShownDevice['state']> = new Set([
  'wrong-key',
  'key-malformed',
  'encryption-required',
]);

export function nameOf(
  { friendlyName, name, mac, address }: ShownDevice,
  { text }: Pick<StatusLocale, 'text'>,
): string {
  return friendlyName || name || (mac ?? address ?? text('device.unnamed'));
}

export function whereOf(
  { mac, address, found, refused }: ShownDevice,
  { text, count }: StatusLocale,
): string {
  const parts = [
    mac,
    address ?? (found === 'posting' ? text('device.posts') : null),
    refused === 0 ? null : count('device.refused', refused),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

/** The same for as long as it is the same device. */
export function keyOf({ mac, address, name }: ShownDevice): string {
  return mac ?? `${address ?? ''} ${name}`;
}

export function valuesOf({ last }: ShownDevice, { measured }: StatusLocale): string {
  return last
    .filter(({ quantity }) => quantity === 'temperature' || quantity === 'humidity')
    .map(({ value, unit }) => measured(value, unit))
    .join(' · ');
}

/** Of one that is not online. */
export function stateOf({ state, since }: ShownDevice, locale: StatusLocale, now: Date): TemplateResult {
  const { text, moment } = locale;
  return html`<p class="state">
      ${state === 'connecting' ? waitingIcon : faultIcon}${text(`state.${state}`)}
    </p>
    ${
      since === null
        ? nothing
        : html`<p class="since">${text('device.since', { moment: moment(new Date(since), now) })}</p>`
    }`;
}

/** Why it is not online, in the bridge's own words. */
export function reasonOf({ reason }: ShownDevice, locale: StatusLocale): string {
  return readable(reason ?? '', [], locale, new Date());
}

/** A place to type its key, where that is what it lacks. */
export function keyEntry(
  device: ShownDevice,
  { locale, client, changed }: { locale: StatusLocale; client: BridgeClient; changed: () => void },
): TemplateResult | typeof nothing {
  const { mac, state } = device;
  if (mac === null || !aboutKeys.has(state)) return nothing;
  return html`<climat-guardian-device-key
    .locale=${locale}
    .device=${nameOf(device, locale)}
    .save=${async (key: string) => {
      const done = await client.setKey(mac, key);
      if (done.ok) changed();
      return done;
    }}
  ></climat-guardian-device-key>`;
}

/** The bridge's own sentence, with devices by their names and times by the building's clock. */
export function readable(
  sentence: string,
  devices: readonly ShownDevice[],
  locale: StatusLocale,
  now: Date,
): string {
  return sentence
    .replaceAll(/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, (mac) => {
      const device = devices.find((one) => one.mac === mac);
      return device === undefined ? mac : `“${nameOf(device, locale)}”`;
    })
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (instant) =>
      locale.moment(new Date(instant), now),
    );
}
