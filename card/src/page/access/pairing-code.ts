/** The six digits, as large as they are read out, and for how long they are good. */
import { html, type TemplateResult } from 'lit';
import type { StatusLocale } from '../../i18n/status-locale.ts';
import type { PairingState } from '../status/parse-status.ts';

export function pairingCode(
  { code, triesLeft, secondsLeft }: PairingState,
  { text, number, duration }: StatusLocale,
): TemplateResult {
  const spaced = (code ?? '').replace(/^(\d{3})(\d{3})$/, '$1 $2');
  const left = text('pair.left', { duration: duration(secondsLeft), count: number(triesLeft) });
  return html`<p class="code"><span class="spoken">${text('pair.code')}: </span>${spaced}</p>
    <p class="note">${text('pair.help')} ${text('pair.also')}</p>
    <p class="note">${left}</p>`;
}
