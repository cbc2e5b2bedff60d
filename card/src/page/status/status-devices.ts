/** The devices: those that are not online first, each with its reason and, where it is about its key, a place to type it. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { faultIcon, waitingIcon } from '../../elements/icons.ts';
import type { StatusLocale } from '../../i18n/status-locale.ts';
import type { ShownDevice } from './parse-status.ts';
import type { Done } from './status-client.ts';

export type SetKey = (mac: string, key: string) => Promise<Done>;

const aboutKeys: ReadonlySet<ShownDevice['state']> = new Set([
  'wrong-key',
  'key-malformed',
  'encryption-required',
]);

export function statusDevices(
  devices: readonly ShownDevice[],
  locale: StatusLocale,
  now: Date,
  setKey: SetKey,
): TemplateResult {
  const { text, number } = locale;
  const online = devices.filter(({ state }) => state === 'online');
  const others = devices.filter(({ state }) => state !== 'online');
  const title = text('devices.title');
  if (devices.length === 0) {
    return html`<section class="devices" aria-label=${title}>
      <h2>${title}</h2>
      <p class="note"><strong>${text('devices.none')}</strong> ${text('devices.none.detail')}</p>
    </section>`;
  }
  return html`<section class="devices" aria-label=${title}>
    <h2>${title}</h2>
    ${
      others.length === 0
        ? nothing
        : html`<h3>${text('devices.trouble')} <span class="count">${number(others.length)}</span></h3>
            <ul class="troubles" role="list">
              ${repeat(others, keyOf, (device) => troubled(device, locale, now, setKey))}
            </ul>`
    }
    ${
      online.length === 0
        ? nothing
        : html`<h3>${text('devices.online')} <span class="count">${number(online.length)}</span></h3>
            <ul class="online" role="list">
              ${repeat(online, keyOf, (device) => wellOne(device, locale))}
            </ul>`
    }
  </section>`;
}

function troubled(device: ShownDevice, locale: StatusLocale, now: Date, setKey: SetKey): TemplateResult {
  const { text, moment } = locale;
  const { mac, state, reason, since } = device;
  const isWaiting = state === 'connecting';
  return html`<li class=${isWaiting ? 'waiting' : 'ill'}>
    <div class="name">
      <h4>${nameOf(device, locale)}</h4>
      <p class="state">${isWaiting ? waitingIcon : faultIcon}${text(`state.${state}`)}</p>
      ${
        since === null
          ? nothing
          : html`<p class="since">${text('device.since', { moment: moment(new Date(since), now) })}</p>`
      }
    </div>
    <div class="why">
      ${reason === null ? nothing : html`<p>${reason}</p>`}
      <p class="where">${whereOf(device, locale)}</p>
      ${
        mac !== null && aboutKeys.has(state)
          ? html`<climat-guardian-device-key
              .locale=${locale}
              .device=${nameOf(device, locale)}
              .save=${(key: string) => setKey(mac, key)}
            ></climat-guardian-device-key>`
          : nothing
      }
    </div>
  </li>`;
}

function wellOne(device: ShownDevice, locale: StatusLocale): TemplateResult {
  const values = device.last
    .filter(({ quantity }) => quantity === 'temperature' || quantity === 'humidity')
    .map(({ value, unit }) => locale.measured(value, unit));
  return html`<li>
    <h4>${nameOf(device, locale)}</h4>
    <p class="values">${values.join(' · ')}</p>
    <p class="where">${whereOf(device, locale)}</p>
  </li>`;
}

function whereOf({ mac, address, found, refused }: ShownDevice, { text, number }: StatusLocale): string {
  const parts = [
    mac,
    address ?? (found === 'posting' ? text('device.posts') : null),
    refused === 0 ? null : text('device.refused', { count: number(refused) }),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function nameOf({ friendlyName, name, mac, address }: ShownDevice, { text }: StatusLocale): string {
  return friendlyName || name || (mac ?? address ?? text('device.unnamed'));
}

function keyOf({ mac, address, name }: ShownDevice): string {
  return mac ?? `${address ?? ''} ${name}`;
}
