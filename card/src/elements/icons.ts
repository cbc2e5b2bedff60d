/** Drawn for a 24 × 24 box in the colour of the text. Always beside words, so hidden from screen readers. */
import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { DeviationKind } from '../rooms/deviation.ts';
import type { Trend } from '../rooms/trend.ts';

export const icon = (shape: SVGTemplateResult): TemplateResult =>
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

const coldIcon = icon(
  svg`<path d="M12 2.8v18.4M4 7.4l16 9.2M20 7.4 4 16.6M9.4 3.9 12 6.3l2.6-2.4M9.4 20.1l2.6-2.4 2.6 2.4M3.4 10.8l3.4-1-.8-3.5M20.6 13.2l-3.4 1 .8 3.5M20.6 10.8l-3.4-1 .8-3.5M3.4 13.2l3.4 1-.8 3.5" />`,
);

const hotIcon = icon(
  svg`<circle cx="12" cy="12" r="4.2" /><path d="M12 2.6v2.2M12 19.2v2.2M2.6 12h2.2M19.2 12h2.2M5.4 5.4l1.5 1.5M17.1 17.1l1.5 1.5M18.6 5.4l-1.5 1.5M6.9 17.1l-1.5 1.5" />`,
);

/** A drop struck out. */
const dryIcon = icon(
  svg`<path d="M8.3 8.2C6.9 10.2 6 12 6 13.700a6 6 0 0 0 10.9 3.500M9.9 6C10.6 5.1 11.3 4.2 12 3.200c3.4 3.9 6 7.2 6 10.500M4 4l16 16" />`,
);

const humidIcon = icon(
  svg`<path d="M8.5 3.500c2.6 3 4.5 5.4 4.5 7.900a4.5 4.5 0 0 1-9 0c0-2.5 1.9-4.9 4.5-7.900zM17 11.500c1.9 2.2 3.3 4 3.3 5.800a3.3 3.3 0 0 1-6.6 0c0-1.8 1.4-3.6 3.3-5.800z" />`,
);

export const DEVIATION_ICON: Readonly<Record<DeviationKind, TemplateResult>> = {
  cold: coldIcon,
  hot: hotIcon,
  dry: dryIcon,
  humid: humidIcon,
};

export const TREND_ICON: Readonly<Record<Trend, TemplateResult>> = {
  rising: icon(svg`<path d="M6 18 18 6M9 6h9v9" />`),
  steady: icon(svg`<path d="M4 12h16M14 6l6 6-6 6" />`),
  falling: icon(svg`<path d="m6 6 12 12M18 9v9H9" />`),
};

export const thermometerIcon = icon(
  svg`<path d="M14.5 14V5.500a2.5 2.5 0 0 0-5 0V14a4.5 4.5 0 1 0 5 0z" /><path d="M12 9.500v7" /><circle cx="12" cy="17.5" r="1" />`,
);

export const faultIcon = icon(svg`<path d="M12 4.2 21 19.5H3z" /><path d="M12 10v4.2M12 17v.01" />`);

/** The product's mark, as in page/icon.svg: a drop that is a room, with a thermometer standing in it. */
export const markIcon = icon(
  svg`<path d="M12 2.6c4 4.4 6.9 7.9 6.9 11.6a6.9 6.9 0 0 1-13.8 0C5.1 10.5 8 7 12 2.6z" /><path d="M12 10v4.3" /><circle cx="12" cy="16" r="1.7" />`,
);
