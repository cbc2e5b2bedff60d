import { css } from 'lit';

export const tileStyles = css`
  :host {
    display: block;
    block-size: 100%;
  }

  .tile {
    --tint: transparent;
    position: relative;
    box-sizing: border-box;
    min-block-size: 8.5rem;
    block-size: 100%;
    display: grid;
    /* Name, temperature, humidity and time, reason; what a taller neighbour leaves over stays below. */
    grid-template: auto auto auto 1fr / auto 1fr;
    padding: 1rem 1.125rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background:
      radial-gradient(9rem 7rem at 100% 0, color-mix(in srgb, var(--tint) 16%, transparent), transparent)
        border-box,
      var(--surface) border-box;
    line-height: 1.35;
  }
  .cold {
    --tint: var(--cold);
  }
  .cool {
    --tint: var(--cool);
  }
  .mild {
    --tint: var(--mild);
  }
  .warm {
    --tint: var(--warm);
  }
  .hot {
    --tint: var(--hot);
  }

  header {
    grid-column: 1 / -1;
  }
  h2 {
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .floor {
    margin: 0.0625rem 0 0;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }

  dl {
    display: contents;
  }
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  .temperature {
    grid-area: 2 / 1 / auto / -1;
    padding-block: 0.75rem 0.375rem;
  }
  .temperature dd {
    display: flex;
    align-items: flex-start;
    font-size: 2.75rem;
    font-weight: 300;
    line-height: 1.05;
    letter-spacing: -0.03em;
  }
  .temperature .unit {
    margin: 0.2em 0 0 0.25em;
    font-size: 1rem;
    font-weight: 400;
    letter-spacing: 0;
    color: var(--ink-soft);
  }
  .humidity {
    grid-area: 3 / 1;
  }
  .humidity dd {
    display: flex;
    align-items: center;
    gap: 0.125rem;
    font-size: 0.9375rem;
    color: var(--ink-soft);
  }
  .humidity .icon {
    inline-size: 1rem;
    block-size: 1rem;
    margin-inline-end: 0.25rem;
  }
  .none {
    color: var(--ink-soft);
  }
  .past .number {
    color: var(--ink-soft);
  }

  .moment {
    grid-area: 3 / 2;
    margin: 0;
    align-self: center;
    justify-self: end;
    font-size: 0.8125rem;
    color: var(--ink-soft);
    font-variant-numeric: tabular-nums;
  }

  .silence {
    grid-area: 4 / 1 / auto / -1;
    margin-block-start: 0.75rem;
    font-size: 0.8125rem;
    color: var(--ink-soft);
    overflow-wrap: anywhere;
  }
  .silence p {
    margin: 0;
  }
  .silence .cause {
    display: flex;
    gap: 0.375rem;
    font-weight: 600;
    color: var(--ink);
  }
  .silence .icon {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    color: var(--alert);
  }
  .silence.waiting .icon {
    color: var(--ink-soft);
  }

  /* The name is the button; its ::after makes the whole tile the target. */
  button {
    all: unset;
    cursor: pointer;
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
`;
