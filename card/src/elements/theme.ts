/**
 * The colours and measures of all elements. In Home Assistant the theme's variables win; the values after
 * them are the bridge's own page, light and dark. Text on each surface meets WCAG AA.
 */
import { css } from 'lit';

export const theme = css`
  :host {
    --ink: var(--primary-text-color, #17212b);
    --ink-soft: var(--secondary-text-color, #586674);
    --surface: var(--climat-guardian-tile-background, var(--ha-card-background, #ffffff));
    --line: var(--climat-guardian-tile-border, var(--divider-color, #e1e7ec));
    --alert: var(--warning-color, #b25e09);
    --fault: var(--error-color, #b3261e);
    --focus: var(--primary-color, #0b7a75);
    --radius: var(--ha-card-border-radius, 14px);
    /* Home Assistant fetches a file for each weight of its font: only those that its own cards have fetched. */
    --strong: var(--ha-font-weight-medium, 600);
    --thin: var(--ha-font-weight-normal, 300);

    --cold: #3b82d6;
    --cool: #2ea3b7;
    --mild: #3aa576;
    --warm: #dd8f2d;
    --hot: #d9533f;

    color: var(--ink);
  }

  @media (prefers-color-scheme: dark) {
    :host {
      --ink: var(--primary-text-color, #e9eef2);
      --ink-soft: var(--secondary-text-color, #9dabb8);
      --surface: var(--climat-guardian-tile-background, var(--ha-card-background, #1a2128));
      --line: var(--climat-guardian-tile-border, var(--divider-color, #2a343e));
      --alert: var(--warning-color, #f0a44b);
      --fault: var(--error-color, #ff8a80);
      --focus: var(--primary-color, #52c7bf);
    }
  }

  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
