import { css } from 'lit';

/** Lists of devices, changes and tokens: a row each, which opens in place. */
export const listStyles = css`
  :host {
    display: grid;
    gap: 1.75rem;
  }
  section {
    display: grid;
    gap: 0.75rem;
  }
  h2 {
    margin: 0;
    font-size: 1.125rem;
    font-weight: 650;
  }
  h3 {
    margin: 0;
    font-size: 0.9375rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .count,
  .note,
  .where,
  .since {
    font-weight: 400;
    color: var(--ink-soft);
  }
  .row-item p,
  p.note {
    margin: 0;
    font-size: 0.8125rem;
    line-height: 1.45;
  }

  .rows {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr));
    gap: 0.5rem;
  }
  .rows.single {
    grid-template-columns: 1fr;
  }
  .row-item {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0.375rem 0.75rem;
    align-items: start;
    align-content: start;
    padding: 0.75rem 0.875rem;
    border: 1px solid var(--line);
    border-radius: 0.75rem;
    background: var(--surface);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  .row-item.ill,
  .row-item.waiting {
    border-inline-start: 4px solid var(--fault);
  }
  .row-item.waiting {
    border-inline-start-color: var(--ink-soft);
  }
  .row-item.is-open {
    grid-column: 1 / -1;
  }
  .what {
    display: grid;
    gap: 0.125rem;
    min-inline-size: 0;
  }
  .room {
    display: flex;
    flex-wrap: wrap;
    gap: 0 0.75rem;
    grid-area: 2 / 1;
  }
  .toggle {
    grid-area: 1 / 2;
  }
  .values {
    font-variant-numeric: tabular-nums;
    color: var(--ink-soft);
  }
  .whole {
    grid-column: 1 / -1;
    line-height: 1.45;
  }
  .panel {
    display: grid;
    gap: 0.625rem;
    padding-block-start: 0.75rem;
    border-block-start: 1px solid var(--line);
  }
  .state {
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }
  .state .icon {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    color: var(--fault);
  }
  .waiting .state .icon {
    color: var(--ink-soft);
  }
  .undone .what > :first-child {
    color: var(--ink-soft);
    text-decoration: line-through;
  }
  .own {
    margin-inline-start: 0.25rem;
    padding: 0.0625rem 0.5rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
    font-size: 0.75rem;
    font-weight: 400;
    color: var(--ink-soft);
  }
  summary {
    padding-block: 0.5rem;
    font-size: 0.875rem;
    color: var(--ink-soft);
    cursor: pointer;
  }
  summary:focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
    border-radius: 0.25rem;
  }

  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: 0.75rem;
  }
  .card {
    align-content: start;
    padding: 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .card h2 {
    font-size: 0.9375rem;
  }
  .card p {
    margin: 0;
  }
  .card p.code {
    font-size: 2rem;
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: 0.08em;
    font-variant-numeric: tabular-nums;
  }

  @media (min-width: 40rem) {
    .rows:not(.single) .row-item {
      grid-template-columns: 1fr auto auto;
    }
    .room {
      display: block;
      grid-area: 1 / 2;
      max-inline-size: 12rem;
      text-align: end;
    }
    .rows:not(.single) .toggle {
      grid-area: 1 / 3;
    }
  }
`;
