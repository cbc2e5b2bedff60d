/** Home Assistant's own frontend, as an owner uses it. What we must know of its inside is in this file only. */
import type { HomeAssistant } from '@climat-guardian/suite/processes/home-assistant';
import type { BrowserContext, Page } from 'playwright-core';

export const dashboard = { urlPath: 'climat-rooms', viewPath: 'rooms' };

/** Adds the integration by its form, as Settings → Devices & services does. @returns the new entry's title. */
export async function addIntegration(hass: HomeAssistant, host: string, port: number): Promise<string> {
  const flows = '/api/config/config_entries/flow';
  const menu = await post(hass, flows, { handler: 'climat_guardian', show_advanced_options: false });
  const flow = `${flows}/${String(menu['flow_id'])}`;
  await post(hass, flow, { next_step_id: 'bridge' });
  const result = await post(hass, flow, { host, port });
  if (result['type'] !== 'create_entry') throw new Error(`the form answered ${JSON.stringify(result)}`);
  return String(result['title']);
}

/** Adds the integration for its card alone, by its form. */
export async function addCardOnly(hass: HomeAssistant): Promise<void> {
  const flows = '/api/config/config_entries/flow';
  const menu = await post(hass, flows, { handler: 'climat_guardian', show_advanced_options: false });
  const result = await post(hass, `${flows}/${String(menu['flow_id'])}`, { next_step_id: 'card_only' });
  if (result['type'] !== 'create_entry') throw new Error(`the form answered ${JSON.stringify(result)}`);
}

/** A dashboard with our card as it stands when nothing is configured. */
export async function addDashboard(hass: HomeAssistant): Promise<void> {
  await hass.send({
    type: 'lovelace/dashboards/create',
    url_path: dashboard.urlPath,
    title: 'Rooms',
    mode: 'storage',
    icon: 'mdi:home-thermometer',
    show_in_sidebar: true,
    require_admin: false,
  });
  await showCards(hass);
}

/** Puts our card and others on that dashboard, in place of what was there. */
export async function showCards(hass: HomeAssistant, ...others: readonly object[]): Promise<void> {
  const { urlPath, viewPath } = dashboard;
  await hass.send({
    type: 'lovelace/config/save',
    url_path: urlPath,
    config: {
      views: [
        {
          title: 'Rooms',
          path: viewPath,
          type: 'sections',
          sections: [
            {
              type: 'grid',
              cards: [{ type: 'custom:climat-guardian-card', title: 'Climate' }, ...others],
            },
          ],
        },
      ],
    },
  });
}

/** Opens that dashboard, signed in. */
export async function openDashboard(hass: HomeAssistant, window: BrowserContext): Promise<Page> {
  return await openPage(hass, window, `/${dashboard.urlPath}/${dashboard.viewPath}`);
}

/** Opens any page, signed in. */
export async function openPage(hass: HomeAssistant, window: BrowserContext, path: string): Promise<Page> {
  await signIn(hass, window);
  const page = await window.newPage();
  await page.goto(hass.url + path);
  return page;
}

/** Every page that this window opens is signed in. */
export async function signIn(hass: HomeAssistant, window: BrowserContext): Promise<void> {
  await window.addInitScript((tokens) => {
    localStorage.setItem('hassTokens', JSON.stringify(tokens));
  }, hass.hassTokens);
}

/** Of the REST API, as the owner. @throws with what it answers, unless that is well. */
export async function post(
  hass: HomeAssistant,
  path: string,
  body: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(hass.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${hass.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as Record<string, unknown>;
}
