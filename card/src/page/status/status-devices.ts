/** The devices that are not online, each with its reason and, where it is about its key, a place to type it. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StatusLocale } from '../../i18n/status-locale.ts';
import type { BridgeClient } from '../bridge-client.ts';
import { keyEntry, keyOf, nameOf, reasonOf, stateOf, whereOf } from '../devices/device-words.ts';
import type { ShownDevice } from './parse-status.ts';

export function troubledDevices(
  devices: readonly ShownDevice[],
  locale: StatusLocale,
  client: BridgeClient,
  changed: () => void,
): TemplateResult {
  const { text, number } = locale;
  const title = text('devices.title');
  const others = devices.filter(({ state }) => state !== 'online');
  const online = devices.length - others.length;
  const now = new Date();
  return html`<section class="devices" aria-label=${title}>
    <h2>${title}</h2>
    ${
      devices.length === 0
        ? html`<p class="note"><strong>${text('devices.none')}</strong> ${text('devices.none.detail')}</p>`
        : html`<p class="note">
            ${text('devices.online')} <span class="count">${number(online)}</span> ·
            <a href="./status#devices">${text('devices.all')}</a>
          </p>`
    }
    ${
      others.length === 0
        ? nothing
        : html`<h3>${text('devices.trouble')} <span class="count">${number(others.length)}</span></h3>
            <ul class="troubles" role="list">
              ${repeat(
                others,
                keyOf,
                (device) =>
                  html`<li class=${device.state === 'connecting' ? 'waiting' : 'ill'}>
                    <div class="name">
                      <h4>${nameOf(device, locale)}</h4>
                      ${stateOf(device, locale, now)}
                    </div>
                    <div class="why">
                      ${device.reason === null ? nothing : html`<p lang="en">${reasonOf(device, locale)}</p>`}
                      <p class="where">${whereOf(device, locale)}</p>
                      ${keyEntry(device, { locale, client, changed })}
                    </div>
                  </li>`,
              )}
            </ul>`
    }
  </section>`;
}
