/**
 * The card in Home Assistant's own frontend, as a person puts it there: from the picker by card and by entity, edited
 * in the visual editor, saved, opened again. Without a bridge: any thermometer will do.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  homeAssistantVersions,
  type HomeAssistantVersion,
} from '@climat-guardian/suite/needs/home-assistant';
import { startBrowser } from '@climat-guardian/suite/processes/browser';
import { eventually } from '@climat-guardian/suite/processes/eventually';
import { startHomeAssistant, type HomeAssistant } from '@climat-guardian/suite/processes/home-assistant';
import type { BrowserContext, Page } from 'playwright-core';
import {
  editAgain,
  form,
  openView,
  pickByCard,
  pickByEntity,
  preview,
  save,
  saveButton,
  says,
  storedCards,
} from './home-assistant/card-editor.ts';
import { tableOfHours } from './home-assistant/history.ts';
import { addCardOnly, signIn } from './home-assistant-frontend.ts';
import { picture } from './picture.ts';

const timeout = 60_000;
const type = 'custom:climat-guardian-card';
const cellar = 'sensor.cellar_temperature';

/** Two rooms of somebody who has other sensors than ours: what they measure is set by two sliders. */
const thermometers = `
input_number:
  cellar: { min: -20, max: 50, step: 0.1, initial: 20.5 }
  attic: { min: -20, max: 50, step: 0.1, initial: 11.2 }
template:
  - sensor:
      - name: Cellar temperature
        unique_id: cellar_temperature
        state: "{{ states('input_number.cellar') }}"
        unit_of_measurement: "°C"
        device_class: temperature
        state_class: measurement
      - name: Attic temperature
        unique_id: attic_temperature
        state: "{{ states('input_number.attic') }}"
        unit_of_measurement: "°C"
        device_class: temperature
        state_class: measurement
`;

for (const version of homeAssistantVersions) {
  test(`without a bridge the card is picked, edited and saved, and shows what the thermometers measure, in ${version}`, () =>
    pickAndEdit(version));
}

async function pickAndEdit(version: HomeAssistantVersion): Promise<void> {
  await using hass = await startHomeAssistant({ version, configuration: thermometers });
  await addCardOnly(hass);
  for (const room of ['cellar', 'attic']) {
    await hass.send({ type: 'config/area_registry/create', name: room === 'cellar' ? 'Cellar' : 'Attic' });
    await hass.send({
      type: 'config/entity_registry/update',
      entity_id: `sensor.${room}_temperature`,
      area_id: room,
    });
  }
  await using browser = await startBrowser();
  const window = await browser.open({ height: 1000 });
  await signIn(hass, window);
  const faults: string[] = [];
  window.on('weberror', (fault) => {
    const error = fault.error();
    if ((error.stack ?? '').includes('climat-guardian')) faults.push(String(error));
  });

  let page = await openView(hass, window, 'by-card');
  await pickByCard(page);
  await says(preview(page), 'Cellar', '20.5', 'Attic', '11.2');
  await form(page).locator('input[name=title]').fill('Climate', { timeout });
  await says(preview(page), 'Climate');
  await picture(page, 'card-editor.png');
  await save(page);
  const stored = await storedCards(hass, 'by-card');
  assert.deepEqual(stored, [{ type, areas: ['cellar', 'attic'], title: 'Climate' }]);

  // By opening it, nothing is changed: there is nothing to save. In another window it is live.
  page = await window.newPage();
  await page.goto(`${hass.url}/by-card/view?edit=1`);
  await editAgain(page);
  await says(preview(page), 'Climate');
  assert.equal(await saveButton(page).isDisabled(), true);
  await form(page).locator('input[name=title]').fill('Rooms', { timeout });
  await save(page);
  assert.deepEqual(await storedCards(hass, 'by-card'), [
    { type, areas: ['cellar', 'attic'], title: 'Rooms' },
  ]);
  await isLive(hass, window);

  page = await openView(hass, window, 'by-entity');
  await pickByEntity(page, 'Attic temperature');
  const [suggested] = await eventually('the suggested card is stored', async () => {
    const cards = await storedCards(hass, 'by-entity');
    return cards.length > 0 ? { found: cards } : { not: cards };
  });
  assert.deepEqual(suggested, {
    type,
    entities: ['sensor.attic_temperature'],
    grid_options: { columns: 6, rows: 2 },
  });
  assert.equal(await page.locator('hui-error-card').count(), 0);

  // Of what somebody wrote as YAML it is said what is wrong, and what would be right.
  page = await openView(hass, window, 'by-hand', [{ type, layout: 'grid' }]);
  await says(page.locator('hui-error-card'), '“layout” must be one of: auto, list.');
  await picture(page.locator('hui-grid-section').first(), 'card-wrong.png');
  assert.deepEqual(faults, []);
}

async function isLive(hass: HomeAssistant, window: BrowserContext): Promise<void> {
  const page: Page = await window.newPage();
  await page.goto(`${hass.url}/by-card/view`);
  const card = page.locator('climat-guardian-card');
  await says(card, 'Cellar', '20.5');
  await hass.send({
    type: 'call_service',
    domain: 'input_number',
    service: 'set_value',
    service_data: { entity_id: 'input_number.cellar', value: 23.4 },
  });
  await says(card, 'Cellar', '23.4');
  // Out of what Home Assistant keeps by itself, a second later.
  await eventually('it is kept', async () => {
    const asked = { start_time: new Date(Date.now() - 600_000).toISOString(), entity_ids: [cellar] };
    const kept = JSON.stringify(await hass.send({ type: 'history/history_during_period', ...asked }));
    return kept.includes('"23.4"') ? { found: true } : { not: kept };
  });
  const past = await tableOfHours(page, 'Cellar');
  const values = past.flatMap(({ mean }) => (mean === null ? [] : [mean]));
  assert.deepEqual([values[0], values.at(-1)], [20.5, 23.4], JSON.stringify(past));
  await page.close();
}
