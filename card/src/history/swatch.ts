/** A piece of a line as the graph has it, beside its name. */
import { html, type TemplateResult } from 'lit';
import type { ChartLine } from './chart-scene.ts';
import { dashOf, MOST_LINES } from './line-look.ts';

export function swatch({ look, yearsBefore }: Pick<ChartLine, 'look' | 'yearsBefore'>): TemplateResult {
  // Attributes of SVG and a class, as a strict policy allows no style.
  return html`<svg
    class="swatch line-${(look % MOST_LINES) + 1}"
    viewBox="0 0 28 10"
    width="28"
    height="10"
    aria-hidden="true"
  >
    <path
      d="M1 5h26"
      fill="none"
      stroke="currentColor"
      stroke-width=${yearsBefore === 0 ? 2.5 : 1.25}
      stroke-dasharray=${dashOf(look).join(' ') || 'none'}
    />
  </svg>`;
}
