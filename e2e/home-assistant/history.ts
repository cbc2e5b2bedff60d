/** A room's past, opened from the card as a person does. */
import type { Locator, Page } from 'playwright-core';

const timeout = 60_000;

export interface PastRow {
  /** As it is written, e.g. "3 February 2026". */
  readonly when: string;
  /** null: nothing was measured, and `why` says it. */
  readonly mean: number | null;
  readonly why: string;
}

/** Opens the past of the room of that name, its last year, as a table. @returns all of its rows. */
export async function tableOfYear(page: Page, room: string): Promise<PastRow[]> {
  const past = await openPast(page, room);
  await past.getByRole('button', { name: 'Year', exact: true }).click({ timeout });
  await past.getByText('Means of a day').waitFor({ timeout });
  return await readTable(past);
}

/** The same of the last three hours, got at by keys. */
export async function tableOfHours(page: Page, room: string): Promise<PastRow[]> {
  const past = await openPast(page, room);
  const plot = past.locator('climat-guardian-history-chart .plot');
  for (const key of ['+', '+', '+', 'End']) await plot.press(key, { timeout });
  await past.getByText('Each reading as it was measured').waitFor({ timeout });
  return await readTable(past);
}

async function openPast(page: Page, room: string): Promise<Locator> {
  await page.locator('climat-guardian-room').filter({ hasText: room }).first().click({ timeout });
  return page.getByRole('dialog').filter({ has: page.locator('climat-guardian-history') });
}

async function readTable(past: Locator): Promise<PastRow[]> {
  await past.getByRole('button', { name: 'Table', exact: true }).click({ timeout });
  const table = past.locator('.table');
  await table.locator('tbody tr:not(.missing)').first().waitFor({ timeout });
  const more = past.locator('.table + button');
  if ((await more.count()) > 0) await more.click({ timeout });
  const texts = await table.locator('tbody tr').allInnerTexts();
  return texts.map((text) => {
    const [when = '', value = ''] = text.split('\t').map((cell) => cell.trim());
    const mean = Number.parseFloat(value);
    return Number.isNaN(mean) ? { when, mean: null, why: value } : { when, mean, why: '' };
  });
}

/** The same past, drawn. */
export async function graph(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Graph', exact: true }).click({ timeout });
  await page.locator('climat-guardian-history-chart canvas').first().waitFor({ timeout });
}
