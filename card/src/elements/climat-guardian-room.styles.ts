/** A room as a tile; what is other in the other layouts is in room-fit.styles.ts and room-line.styles.ts. */
import { css } from 'lit';

export const roomStyles = css`
  :host {
    display: block;
    block-size: 100%;
    container: room / inline-size;
  }

  .tile {
    --tint: transparent;
    --mark: var(--ink-soft);
    --quiet: var(--ink-soft);
    position: relative;
    box-sizing: border-box;
    min-block-size: 8.5rem;
    block-size: 100%;
    display: grid;
    /* What a taller neighbour leaves over is above the sparkline. */
    grid-template:
      'name name' auto
      'temperature humidity' auto
      'temperature trend' auto
      'notes notes' 1fr
      'day day' auto / auto minmax(0, 1fr);
    column-gap: 0.5rem;
    padding: 0.75rem 0.875rem 0.625rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background:
      radial-gradient(9rem 7rem at 100% 0, color-mix(in srgb, var(--tint) 16%, transparent), transparent)
        border-box,
      var(--surface) border-box;
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  :is(.cold, .cool, .humid, .warm, .dry, .hot) {
    --mark: color-mix(in srgb, var(--tint) 75%, var(--ink));
    /* On a tinted ground the soft ink of some themes would be too soft. */
    --quiet: color-mix(in srgb, var(--ink) 30%, var(--ink-soft));
  }
  .cold {
    --tint: var(--cold);
  }
  .cool,
  .humid {
    --tint: var(--cool);
  }
  .warm,
  .dry {
    --tint: var(--warm);
  }
  .hot {
    --tint: var(--hot);
  }

  header {
    grid-area: name;
    min-inline-size: 0;
  }
  h2,
  h3 {
    margin: 0;
    font-size: 0.9375rem;
    font-weight: var(--strong);
    overflow-wrap: anywhere;
  }
  p,
  dd {
    margin: 0;
  }
  .floor {
    color: var(--quiet);
    overflow-wrap: anywhere;
  }

  dl {
    display: contents;
  }
  dd {
    display: flex;
    align-items: center;
    font-variant-numeric: tabular-nums;
  }
  .temperature {
    grid-area: temperature;
    padding-block: 0.375rem 0.25rem;
  }
  .temperature dd {
    align-items: flex-start;
    font-size: 2.25rem;
    font-weight: var(--thin);
    line-height: 1.05;
    letter-spacing: -0.03em;
    white-space: nowrap;
  }
  .temperature .unit {
    margin: 0.2em 0 0 0.2em;
    font-size: 0.9375rem;
    font-weight: 400;
    letter-spacing: 0;
    color: var(--quiet);
  }
  .humidity {
    grid-area: humidity;
    align-self: end;
    justify-self: end;
  }
  .tile:not(:has(.trend)) .humidity {
    grid-row-end: span 2;
    align-self: center;
  }
  .tile:not(:has(.humidity)) .trend {
    grid-row: humidity-start / trend-end;
    align-self: center;
  }
  .humidity dd {
    gap: 0.125rem;
    white-space: nowrap;
  }
  .trend {
    grid-area: trend;
    justify-self: end;
    min-inline-size: 0;
  }
  .trend dd {
    gap: 0.1875rem;
    color: var(--quiet);
  }
  .trend .word {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .icon {
    flex: none;
    inline-size: 1rem;
    block-size: 1rem;
  }
  .humidity .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
    color: var(--quiet);
  }
  .none,
  .past :is(.number, .unit) {
    color: var(--quiet);
  }

  .notes,
  .silence {
    grid-area: notes;
    min-inline-size: 0;
  }
  .note {
    display: inline-flex;
    align-items: center;
    gap: 0.3125rem;
    max-inline-size: 100%;
  }
  .note .icon {
    color: var(--mark);
  }
  .deviation {
    box-sizing: border-box;
    padding: 0.0625rem 0.5rem 0.0625rem 0.375rem;
    border-radius: 1rem;
    background: color-mix(in srgb, var(--tint) 18%, transparent);
    font-weight: 500;
  }
  .old {
    color: var(--quiet);
  }
  .cause {
    align-items: flex-start;
    font-weight: var(--strong);
  }
  .silence:not(.waiting) .icon {
    color: color-mix(in srgb, var(--alert) 65%, var(--ink));
  }
  .cause time {
    font-variant-numeric: tabular-nums;
  }
  .detail {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
    color: var(--quiet);
    overflow-wrap: anywhere;
  }

  .day {
    grid-area: day;
    position: relative;
    block-size: 2.25rem;
    margin-block-start: 0.375rem;
  }
  .sparkline,
  .sparkline > svg {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    overflow: visible;
  }
  .line {
    fill: none;
    stroke: var(--mark);
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .present circle {
    fill: var(--mark);
  }
  .gap {
    fill: url(#hatch);
  }
  #hatch path {
    fill: none;
    stroke: color-mix(in srgb, var(--ink) 28%, transparent);
    stroke-width: 1;
  }

  /* The name is the button; its ::after makes the whole tile the target. */
  button {
    all: unset;
    cursor: pointer;
    -webkit-touch-callout: none;
    user-select: none;
    touch-action: manipulation;
  }
  button::after {
    content: '';
    position: absolute;
    inset: -1px;
    border-radius: var(--radius);
  }
  button:hover::after {
    background: color-mix(in srgb, var(--ink) 4%, transparent);
  }
  button:focus-visible::after {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  @container room (inline-size < 13rem) {
    .tile {
      column-gap: 0.25rem;
    }
    .temperature dd {
      font-size: 1.875rem;
    }
    .temperature .unit {
      font-size: 0.8125rem;
    }
    .trend dd {
      gap: 0.125rem;
      font-size: 0.75rem;
    }
    .trend .icon {
      inline-size: 0.875rem;
      block-size: 0.875rem;
    }
  }
`;
