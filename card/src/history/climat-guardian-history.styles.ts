import { css } from 'lit';

export const historyStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    font-size: 0.875rem;
    line-height: 1.45;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
    margin-block-end: 0.75rem;
  }
  .heading {
    flex-wrap: nowrap;
  }
  h2,
  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 1.0625rem;
    font-weight: var(--strong);
    line-height: 1.3;
  }
  h3 {
    margin-block-end: 0.375rem;
    font-size: 0.875rem;
    font-weight: var(--strong);
  }
  ul {
    list-style: none;
  }
  .soft {
    color: var(--ink-soft);
  }

  button,
  select {
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    padding: 0.3125rem 0.625rem;
    min-block-size: 2.25rem;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--ink) 6%, transparent);
  }
  button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  :is(button, select, a, .table):focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  [aria-pressed='true'] {
    font-weight: var(--strong);
    border-color: var(--ink-soft);
    background: color-mix(in srgb, var(--ink) 10%, transparent);
  }
  option {
    color: #17212b;
    background: #ffffff;
  }
  .group {
    display: flex;
    flex-wrap: wrap;
  }
  .group button {
    border-radius: 0;
    margin-inline-start: -1px;
    position: relative;
  }
  .group button:first-child {
    border-start-start-radius: 0.5rem;
    border-end-start-radius: 0.5rem;
    margin-inline-start: 0;
  }
  .group button:last-child {
    border-start-end-radius: 0.5rem;
    border-end-end-radius: 0.5rem;
  }
  .group [aria-pressed='true'],
  .group :focus-visible {
    z-index: 1;
  }
  .steps {
    flex: none;
    display: flex;
    gap: 0.25rem;
  }
  .steps button {
    min-inline-size: 2.25rem;
  }

  .fault {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin-block-end: 0.75rem;
    padding: 0.625rem 0.75rem;
    border: 1px solid color-mix(in srgb, var(--fault) 45%, transparent);
    border-radius: 0.5rem;
  }
  .fault .icon {
    flex: none;
    inline-size: 1.25rem;
    block-size: 1.25rem;
    color: var(--fault);
  }
  .fault div {
    flex: 1;
  }
  .fault .single {
    flex: none;
  }

  .stage {
    position: relative;
    min-block-size: 240px;
  }
  .progress {
    position: absolute;
    inset: 0 0 auto;
    z-index: 1;
    block-size: 2px;
    overflow: hidden;
  }
  .progress.on {
    background: linear-gradient(90deg, transparent, var(--focus), transparent) 0 0 / 40% 100% no-repeat;
    animation: pass 1.2s linear infinite;
  }
  @keyframes pass {
    from {
      background-position: -70% 0;
    }
    to {
      background-position: 170% 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .progress.on {
      animation: none;
      background: var(--focus);
    }
  }
  .empty {
    padding: 5rem 1rem;
    text-align: center;
    color: var(--ink-soft);
  }
  .over {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }

  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 1.25rem;
    margin-block: 0.5rem 0.75rem;
  }
  .legend :is(li, select) {
    max-inline-size: 100%;
  }
  .entry {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 2.25rem;
    font-variant-numeric: tabular-nums;
  }
  .name {
    font-weight: var(--strong);
    overflow-wrap: anywhere;
  }
  .remove {
    border: none;
    min-inline-size: 2.25rem;
    padding: 0;
    font-size: 1.125rem;
    color: var(--ink-soft);
  }
  .links {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
  }
  a {
    color: var(--ink);
    text-underline-offset: 0.2em;
  }
  .notes {
    margin-block-end: 1rem;
    font-size: 0.8125rem;
  }

  .gap {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.125rem 0.625rem;
    inline-size: 100%;
    padding-inline: 0.375rem;
    border-color: transparent;
    text-align: start;
  }
  .gap .cause {
    font-weight: var(--strong);
  }
  .hatched {
    flex: none;
    inline-size: 1.25rem;
    block-size: 0.875rem;
    border-radius: 0.1875rem;
    background: repeating-linear-gradient(135deg, var(--ink-soft) 0 1.25px, transparent 1.25px 5px);
  }

  .table {
    max-block-size: 26rem;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.375rem 0.75rem;
    border-block-end: 1px solid var(--line);
    text-align: end;
    font-weight: 400;
    white-space: nowrap;
  }
  th:first-child {
    text-align: start;
    white-space: normal;
  }
  thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--plot);
    font-weight: var(--strong);
  }
  [scope='rowgroup'] {
    font-weight: var(--strong);
    background: color-mix(in srgb, var(--ink) 5%, transparent);
  }
  .missing :is(th, td) {
    color: var(--ink-soft);
    text-align: start;
    font-style: italic;
    white-space: normal;
  }
  .plain {
    margin-block-start: 0.5rem;
  }

  @container (max-width: 30rem) {
    .bar .group {
      inline-size: 100%;
    }
    .bar .group button {
      flex: 1 1 auto;
      padding-inline: 0.375rem;
    }
    h2 {
      font-size: 0.9375rem;
    }
    th,
    td {
      padding-inline: 0.375rem;
    }
  }
  /* Twice the size on a phone. */
  @container (max-width: 18rem) {
    .heading {
      flex-wrap: wrap;
    }
    .steps button {
      padding-inline: 0.375rem;
    }
  }
`;
