import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Sparkline } from '../rooms/sparkline.ts';

/**
 * Stretched over its box, whatever that measures, but for what would be distorted: the hatching and the end's dot stand
 * outside of the inner box.
 * @param isPresent whether its end is now
 */
export function drawSparkline(
  { path, gaps, end }: Sparkline,
  label: string,
  isPresent: boolean,
): TemplateResult {
  return html`<svg class="sparkline" role="img" aria-label=${label}>
    ${
      gaps.length === 0
        ? nothing
        : svg`<defs>
            <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <path d="M1 0v5" />
            </pattern>
          </defs>
          ${gaps.map(
            ({ from, until }) =>
              svg`<rect class="gap" x=${percent(from)} width=${percent(until - from)} height="100%" />`,
          )}`
    }
    <svg viewBox="0 0 1000 100" preserveAspectRatio="none">
      <path class="line" d=${path} vector-effect="non-scaling-stroke" />
    </svg>
    ${end && isPresent ? svg`<circle cx=${percent(end.x)} cy=${percent(end.y)} r="2.5" />` : nothing}
  </svg>`;
}

const percent = (part: number): string => `${String(Math.round(part * 10_000) / 100)}%`;
