import { css } from 'lit';

export const pageStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
    max-inline-size: 80rem;
    margin-inline: auto;
    padding: max(1.25rem, env(safe-area-inset-top)) max(1rem, env(safe-area-inset-right)) 2.5rem
      max(1rem, env(safe-area-inset-left));
    --live: #1f8a5b;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --live: #4fc48f;
    }
  }

  header {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin-block-end: 1.25rem;
  }
  .mark {
    flex: none;
    display: grid;
    place-items: center;
    inline-size: 2.5rem;
    block-size: 2.5rem;
    border-radius: 0.75rem;
    color: #ffffff;
    background: linear-gradient(150deg, #17938c, #0a5c6b);
  }
  .mark .icon {
    inline-size: 1.625rem;
    block-size: 1.625rem;
  }
  .site {
    flex: 1;
    min-inline-size: 0;
    line-height: 1.25;
  }
  h1 {
    margin: 0;
    font-size: 1.25rem;
    font-weight: 650;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }
  .summary {
    margin: 0.125rem 0 0;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }

  .layout {
    flex: none;
    display: flex;
    border: 1px solid var(--line);
    border-radius: 0.625rem;
    overflow: hidden;
  }
  .layout button {
    display: grid;
    place-items: center;
    inline-size: 2.25rem;
    block-size: 2.25rem;
    padding: 0;
    border: 0;
    color: var(--ink-soft);
    background: var(--surface);
    cursor: pointer;
  }
  .layout button[aria-pressed='true'] {
    color: var(--ink);
    background: color-mix(in srgb, var(--focus) 16%, var(--surface));
  }
  .layout button:focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: -3px;
    border-radius: 0.625rem;
  }
  .layout .icon {
    inline-size: 1.25rem;
    block-size: 1.25rem;
  }

  .connection {
    flex: none;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    margin: 0;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  .connection::before {
    content: '';
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border-radius: 50%;
    background: var(--ink-soft);
  }
  .connection.ready::before {
    background: var(--live);
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--live) 22%, transparent);
  }
  .connection.error::before {
    background: var(--fault);
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--fault) 22%, transparent);
  }

  nav {
    display: flex;
    gap: 0.25rem;
    margin-block: -0.25rem 1.25rem;
    border-block-end: 1px solid var(--line);
    overflow-x: auto;
  }
  nav a {
    padding: 0.5rem 0.75rem;
    border-block-end: 3px solid transparent;
    font-size: 0.875rem;
    font-weight: 600;
    text-decoration: none;
    color: var(--ink-soft);
  }
  nav a:hover {
    color: var(--ink);
  }
  nav a[aria-current='page'] {
    border-block-end-color: var(--focus);
    color: var(--ink);
  }
  nav a:focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: -3px;
    border-radius: 0.25rem;
  }

  .notice {
    margin: 0 0 1rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--line);
    border-inline-start: 4px solid var(--fault);
    border-radius: var(--radius);
    background: var(--surface);
    font-size: 0.875rem;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }

  @media (min-width: 48rem) {
    :host {
      padding-inline: 2rem;
      padding-block-start: 2rem;
    }
    h1 {
      font-size: 1.5rem;
    }
    header {
      margin-block-end: 1.75rem;
    }
  }
`;
