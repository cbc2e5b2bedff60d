/** Pages that nothing is asserted of, for docs/. */
import type { Page } from 'playwright-core';
import { openPage } from '../home-assistant-frontend.ts';
import { picture } from '../picture.ts';
import type { House } from './house.ts';

const timeout = 60_000;

/** The page of the device that an entity belongs to. */
export async function pictureOfDevice({ hass, browser }: House, entityId: string): Promise<void> {
  const { device_id } = (await hass.send({
    type: 'config/entity_registry/get',
    entity_id: entityId,
  })) as { device_id: string };
  const window = await browser.open({ width: 1100, height: 800 });
  const page = await openPage(hass, window, `/config/devices/device/${device_id}`);
  await page.getByText('Mould risk').first().waitFor({ timeout });
  await settled(page);
  await picture(page, 'home-assistant-device.png');
  await window.close();
}

export async function pictureOfOptions({ hass, browser }: House): Promise<void> {
  const window = await browser.open({ width: 1000, height: 700 });
  const page = await openPage(hass, window, '/config/integrations/integration/climat_guardian');
  await page.getByRole('button', { name: 'Configure' }).first().click({ timeout });
  await page.getByText('Rooms and history').click({ timeout });
  await page.getByText('Repair the history of our rooms').waitFor({ timeout });
  await settled(page);
  await picture(page, 'home-assistant-options.png');
  await window.close();
}

export async function pictureOfRepair({ hass, browser }: House): Promise<void> {
  // Of how Home Assistant itself is set up for tests.
  const { issues } = (await hass.send({ type: 'repairs/list_issues' })) as {
    issues: { domain: string; issue_id: string }[];
  };
  for (const { domain, issue_id } of issues.filter((one) => one.domain !== 'climat_guardian'))
    await hass.send({ type: 'repairs/ignore_issue', domain, issue_id, ignore: true });
  const window = await browser.open({ width: 1000, height: 640 });
  const page = await openPage(hass, window, '/config/repairs');
  await page.getByText('Devices of Library are not encrypted').click({ timeout });
  await page.getByText('Anybody in the network can read').waitFor({ timeout });
  await settled(page);
  await picture(page, 'home-assistant-repair.png');
  await window.close();
}

/** Pictures and fonts of Home Assistant's own come after its words. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
}
