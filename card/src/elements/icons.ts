/** Drawn for a 24 × 24 box in the colour of the text. Always beside words, so hidden from screen readers. */
import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';

const icon = (shape: SVGTemplateResult): TemplateResult =>
  html`<svg
    class="icon"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${shape}
  </svg>`;

export const dropIcon = icon(
  svg`<path d="M12 3.2c3.4 3.9 6 7.2 6 10.5a6 6 0 0 1-12 0c0-3.3 2.6-6.6 6-10.5z" />`,
);

export const silentIcon = icon(
  svg`<path d="M4 4l16 16M8.6 8.7a7 7 0 0 0-1.9 1.4M12 7.6a7 7 0 0 1 5.3 2.5M3.6 7a11.6 11.6 0 0 1 2-1.4M9.8 3.8A11.4 11.4 0 0 1 20.4 7M9.5 13.3a3.6 3.6 0 0 1 2-.9M12 17.5v.01" />`,
);

export const waitingIcon = icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 7.5V12l3 2" />`);

export const faultIcon = icon(svg`<path d="M12 4.2 21 19.5H3z" /><path d="M12 10v4.2M12 17v.01" />`);

/** The product's mark, as in page/icon.svg: a drop that is a room, with a thermometer standing in it. */
export const markIcon = icon(
  svg`<path d="M12 2.6c4 4.4 6.9 7.9 6.9 11.6a6.9 6.9 0 0 1-13.8 0C5.1 10.5 8 7 12 2.6z" /><path d="M12 10v4.3" /><circle cx="12" cy="16" r="1.7" />`,
);
