import { css } from 'lit';

export const heatMapStyles = css`
  :host {
    display: block;
    font-size: 0.8125rem;
    line-height: 1.45;
  }
  figure,
  p {
    margin: 0;
  }
  figcaption {
    margin-block-end: 0.5rem;
    font-weight: var(--strong);
    overflow-wrap: anywhere;
  }
  canvas {
    display: block;
    inline-size: 100%;
    /* 24 rows, and the days below them (heat-canvas). */
    block-size: 242px;
    border-radius: 0.25rem;
    touch-action: pan-x pan-y;
  }
  canvas:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.625rem;
    margin-block-start: 0.5rem;
    font-variant-numeric: tabular-nums;
  }
  .scale {
    inline-size: 10rem;
    block-size: 0.75rem;
    border-radius: 0.1875rem;
  }
  .missing {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    margin-inline-start: 0.75rem;
  }
  .hatched {
    inline-size: 1.25rem;
    block-size: 0.75rem;
    border-radius: 0.1875rem;
    background: repeating-linear-gradient(135deg, var(--ink-soft) 0 1.25px, transparent 1.25px 5px);
  }
  .read {
    min-block-size: 1.5em;
    margin-block-start: 0.375rem;
    color: var(--ink-soft);
  }
  .empty {
    padding: 3rem 1rem;
    text-align: center;
    color: var(--ink-soft);
  }
`;
