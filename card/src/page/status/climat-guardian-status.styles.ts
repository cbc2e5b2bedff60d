import { css } from 'lit';

export const statusStyles = css`
  main a {
    color: var(--focus);
    font-weight: 600;
  }
  main a:focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
    border-radius: 0.25rem;
  }
  .icon {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
  }
  h2,
  h3,
  h4,
  p,
  dl,
  dd,
  ul {
    margin: 0;
    padding: 0;
    overflow-wrap: anywhere;
  }
  ul {
    list-style: none;
  }

  .verdict {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin-block-end: 1.25rem;
    padding: 0.875rem 1rem;
    border: 1px solid var(--line);
    border-inline-start: 4px solid var(--live);
    border-radius: var(--radius);
    background: var(--surface);
    line-height: 1.4;
  }
  .verdict[hidden] {
    display: none;
  }
  .verdict.ill {
    border-inline-start-color: var(--fault);
  }
  .verdict .icon,
  .card.ill h2 .icon,
  .state .icon {
    color: var(--fault);
  }
  .verdict span {
    color: var(--ink-soft);
  }

  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
    gap: 0.75rem;
  }
  .card {
    padding: 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .card h2 {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    margin-block-end: 0.625rem;
    font-size: 0.9375rem;
    font-weight: 650;
  }
  dl {
    display: grid;
    gap: 0.375rem;
    font-size: 0.875rem;
  }
  dl > div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 1rem;
  }
  dt {
    color: var(--ink-soft);
  }
  dd {
    margin-inline-start: auto;
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .note,
  .since,
  .where {
    font-size: 0.8125rem;
    line-height: 1.45;
    color: var(--ink-soft);
  }
  .sentence {
    margin-block-start: 0.625rem;
    font-size: 0.8125rem;
    line-height: 1.45;
    color: var(--fault);
  }
  .bar {
    display: block;
    inline-size: 100%;
    block-size: 0.5rem;
    margin-block-start: 0.75rem;
    border-radius: 0.25rem;
  }
  .bar .ground {
    fill: var(--line);
  }
  .bar .used {
    fill: var(--focus);
  }
  .bar.low .used {
    fill: var(--fault);
  }
  .sinks {
    display: grid;
    gap: 0.875rem;
  }
  .sinks h3 {
    margin-block-end: 0.25rem;
    font-size: 0.875rem;
    font-weight: 600;
  }
  .state {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    font-size: 0.875rem;
  }
  .sinks .state {
    margin-block-end: 0.375rem;
    color: var(--ink-soft);
  }
  .sinks .state.ill {
    color: var(--fault);
  }

  .pairing {
    margin-block-end: 0.75rem;
  }
  .code {
    font-size: 2rem;
    font-weight: 650;
    letter-spacing: 0.08em;
    font-variant-numeric: tabular-nums;
  }

  .devices {
    margin-block-start: 1.75rem;
  }
  .devices h2 + .note {
    margin-block-start: 0.5rem;
  }
  .devices h2 {
    font-size: 1.125rem;
    font-weight: 650;
  }
  .devices h3 {
    margin-block: 1rem 0.5rem;
    font-size: 0.875rem;
    font-weight: 600;
    color: var(--ink-soft);
  }
  .count {
    font-weight: 400;
  }
  .devices h4 {
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .troubles {
    display: grid;
    gap: 0.5rem;
  }
  .troubles li {
    display: grid;
    gap: 0.5rem 1.5rem;
    padding: 0.875rem 1rem;
    border: 1px solid var(--line);
    border-inline-start: 4px solid var(--fault);
    border-radius: var(--radius);
    background: var(--surface);
    font-size: 0.875rem;
    line-height: 1.45;
  }
  .troubles li.waiting {
    border-inline-start-color: var(--line);
  }
  .waiting .state .icon {
    color: var(--ink-soft);
  }
  .why .where {
    margin-block-start: 0.25rem;
  }
  @media (min-width: 48rem) {
    .troubles li {
      grid-template-columns: minmax(12rem, 18rem) 1fr;
    }
  }
`;
