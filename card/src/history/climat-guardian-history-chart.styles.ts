import { css } from 'lit';

export const chartStyles = css`
  :host {
    display: block;
    position: relative;
    container-type: inline-size;
  }
  .plot {
    min-block-size: 240px;
    overflow: hidden;
    border-radius: 0.5rem;
    /* Sideways is ours, also by two fingers; the page scrolls up and down. */
    touch-action: pan-y;
    cursor: grab;
  }
  .plot:active {
    cursor: grabbing;
  }
  .plot:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  .tip {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-start: 0;
    z-index: 1;
    max-inline-size: min(20rem, 80%);
    padding: 0.5rem 0.625rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--plot);
    box-shadow: 0 2px 10px rgb(0 0 0 / 16%);
    font-size: 0.8125rem;
    line-height: 1.4;
    pointer-events: none;
  }
  .tip p {
    margin: 0;
  }
  .when {
    color: var(--ink-soft);
  }
  .row {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    column-gap: 0.5rem;
  }
  .row > span {
    display: flex;
    flex-wrap: wrap;
    column-gap: 0.5rem;
  }
  .name {
    font-weight: var(--strong);
    overflow-wrap: anywhere;
  }
  .read {
    font-variant-numeric: tabular-nums;
  }

  /* Where it would hide half of the graph it lies below, over the names that it repeats. */
  @container (max-width: 30rem) {
    .tip {
      inset-block-start: calc(100% + 0.25rem);
      inset-inline: 0;
      max-inline-size: none;
      transform: none !important;
    }
  }
`;
