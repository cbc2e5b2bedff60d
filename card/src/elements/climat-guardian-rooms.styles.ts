import { css } from 'lit';

export const gridStyles = css`
  :host {
    display: block;
  }

  /* Two columns on a phone, never more than six. */
  .many {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, max(10rem, (100% - 5 * 0.75rem) / 6)), 1fr));
    gap: 0.75rem;
  }
  /* One to three rooms are not stretched over a wide screen, nor left in a corner of a wide grid. */
  .few {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
  }
  .few li {
    flex: 1 1 10rem;
    max-inline-size: var(--climat-guardian-tile-widest, 20rem);
  }
  /* Four on a desktop's screen. */
  .lines {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 17.5rem), 1fr));
    gap: 0.25rem 0.375rem;
  }
  :host([layout='fit']) :is(ul, li, div[aria-hidden]) {
    display: block;
    block-size: 100%;
    max-inline-size: none;
  }
  :host([layout='fit']) {
    block-size: 100%;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  section:not(:first-of-type) {
    margin-block-start: 0.875rem;
  }
  h2 {
    margin: 0 0 0.375rem;
    font-size: 0.8125rem;
    font-weight: var(--strong);
    color: var(--ink-soft);
    overflow-wrap: anywhere;
  }

  .ghost {
    min-block-size: 8.5rem;
    border-radius: var(--radius);
    background: var(--line);
    opacity: 0.5;
    animation: breathe 2.4s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.25;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ghost {
      animation: none;
    }
  }

  .lines .ghost {
    min-block-size: 2.5rem;
  }
  :host([layout='fit']) .ghost {
    block-size: 100%;
    min-block-size: 0;
  }

  .empty {
    display: grid;
    justify-items: center;
    gap: 0.375rem;
    padding: 3rem 1.5rem;
    text-align: center;
    line-height: 1.5;
    color: var(--ink-soft);
  }
  .empty .icon {
    inline-size: 3rem;
    block-size: 3rem;
    stroke-width: 1.2;
    color: var(--focus);
  }
  .empty p {
    margin: 0;
    max-inline-size: 26rem;
    text-wrap: balance;
  }
  .empty .title {
    margin-block-start: 0.5rem;
    font-size: 1.125rem;
    font-weight: var(--strong);
    color: var(--ink);
  }

  .fault {
    display: flex;
    gap: 0.75rem;
    padding: 0.875rem 1rem;
    border-radius: var(--radius);
    border: 1px solid color-mix(in srgb, var(--fault) 35%, var(--line));
    background: color-mix(in srgb, var(--fault) 7%, var(--surface));
    font-size: 0.875rem;
    line-height: 1.45;
  }
  .fault:not(:last-child) {
    margin-block-end: 0.75rem;
  }
  .fault .icon {
    flex: none;
    inline-size: 1.375rem;
    block-size: 1.375rem;
    color: var(--fault);
  }
  .fault p {
    margin: 0;
  }
  .fault strong {
    display: block;
    font-weight: var(--strong);
  }
  .fault span {
    color: var(--ink-soft);
  }
`;
