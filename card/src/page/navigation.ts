/** The way between the bridge's pages, the same on each. */
import { html, type TemplateResult } from 'lit';
import type { Locale } from '../i18n/locale.ts';

// Relative, as a proxy may have put them below any path.
const PAGES = {
  rooms: './',
  status: './status',
  devices: './status#devices',
  access: './status#access',
} as const;

export type PageName = keyof typeof PAGES;

export function navigation(current: PageName, text: Locale['text']): TemplateResult {
  const names = ['rooms', 'status', 'devices', 'access'] as const;
  return html`<nav aria-label=${text('page.nav')}>
    ${names.map(
      (name) =>
        html`<a href=${PAGES[name]} aria-current=${name === current ? 'page' : 'false'}
          >${text(`page.nav.${name}`)}</a
        >`,
    )}
  </nav>`;
}
