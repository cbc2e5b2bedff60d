/**
 * How a person puts a card on a dashboard of Home Assistant, and edits it. The selectors of its frontend's inside are
 * in this file and in home-assistant-frontend.ts only; they were tried with 2026.10 and 2026.11.
 */
import type { HomeAssistant } from '@climat-guardian/suite/processes/home-assistant';
import type { BrowserContext, Locator, Page } from 'playwright-core';

const timeout = 60_000;
const CARD = 'climat-guardian-card';

export interface StoredCard {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * A view that is open for editing: an empty one, or with the cards that somebody wrote as YAML. In a page of its own, as
 * a dialog of Home Assistant's that closes goes back in its page's history, whatever is being loaded there.
 */
export async function openView(
  hass: HomeAssistant,
  window: BrowserContext,
  path: string,
  cards: readonly StoredCard[] = [],
): Promise<Page> {
  await hass.send({
    type: 'lovelace/dashboards/create',
    url_path: path,
    title: path,
    mode: 'storage',
    show_in_sidebar: false,
    require_admin: false,
  });
  const section = { type: 'grid', cards };
  const view = { title: 'View', path: 'view', type: 'sections', sections: [section] };
  await hass.send({ type: 'lovelace/config/save', url_path: path, config: { views: [view] } });
  const page = await window.newPage();
  await page.goto(`${hass.url}/${path}/view?edit=1`);
  return page;
}

/** Of that view, as Home Assistant has stored them. */
export async function storedCards(hass: HomeAssistant, path: string): Promise<readonly StoredCard[]> {
  const config = (await hass.send({ type: 'lovelace/config', url_path: path, force: true })) as {
    readonly views: readonly [{ readonly sections: readonly [{ readonly cards: readonly StoredCard[] }] }];
  };
  return config.views[0].sections[0].cards;
}

/** By the card's own name: the picker shows a live preview of it. */
export async function pickByCard(page: Page): Promise<void> {
  await page.locator('hui-grid-section .add').first().click({ timeout });
  await page.locator('hui-dialog-create-card ha-tab-group-tab[panel=card]').click({ timeout });
  await page.locator('hui-card-picker ha-input-search input').fill('Climat', { timeout });
  const offered = page.locator('hui-card-picker .card').filter({ has: page.locator(CARD) });
  await offered.first().click({ timeout });
  await form(page).waitFor({ timeout });
}

/** By an entity, as it is called, of a device if it is one's: what the card suggests for it is stored at once. */
export async function pickByEntity(page: Page, name: string, device = ''): Promise<void> {
  await page.locator('hui-grid-section .add').first().click({ timeout });
  const picker = page.locator('hui-suggestion-picker');
  await picker.locator('input').first().fill(`${device} ${name}`.trim(), { timeout });
  const found = picker.getByText(name, { exact: true });
  await found.first().waitFor({ timeout });
  // Until it has looked, the others of that name are there too.
  await found.nth(1).waitFor({ state: 'detached', timeout });
  await found.click({ timeout });
  const suggested = page.locator('hui-suggestion-picker .card').filter({ has: page.locator(CARD) });
  await suggested.first().click({ timeout });
}

/** The form of the visual editor. */
export function form(page: Page): Locator {
  return page.locator('hui-dialog-edit-card hui-form-editor ha-form').first();
}

/** The card beside the form, as it will be. */
export function preview(page: Page): Locator {
  return page.locator(`hui-dialog-edit-card .element-preview ${CARD}`);
}

/** The dialog stays in the page; its form does not. */
export async function save(page: Page): Promise<void> {
  await saveButton(page).click({ timeout });
  await form(page).waitFor({ state: 'detached', timeout });
}

export function saveButton(page: Page): Locator {
  return page.locator('hui-dialog-edit-card').getByRole('button', { name: 'Save' });
}

/** Opens the editor of the first card of ours in a view that is open for editing. */
export async function editAgain(page: Page): Promise<void> {
  const card = page
    .locator('hui-card-edit-mode')
    .filter({ has: page.locator(CARD) })
    .first();
  await card.hover({ timeout });
  await card.locator('.edit-overlay, .control').first().click({ timeout });
  await form(page).waitFor({ timeout });
}

/** As a person reads it: the texts are there, in whatever shadow. */
export async function says(card: Locator, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await card.getByText(text, { exact: false }).first().waitFor({ timeout });
}
