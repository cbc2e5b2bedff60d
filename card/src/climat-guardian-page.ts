/** The bridge's own page: what the card is, and the page around it. Home Assistant has no use for this module. */
import './climat-guardian-card.ts';
import { ClimatGuardianPage } from './page/climat-guardian-page.ts';

if (!customElements.get('climat-guardian-page'))
  customElements.define('climat-guardian-page', ClimatGuardianPage);
