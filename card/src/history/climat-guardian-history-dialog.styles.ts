import { css } from 'lit';

export const dialogStyles = css`
  :host {
    display: contents;
  }
  dialog {
    box-sizing: border-box;
    inline-size: min(64rem, 100vw - 2rem);
    max-inline-size: none;
    max-block-size: calc(100dvb - 2rem);
    padding: 0;
    border: none;
    border-radius: var(--radius);
    color: var(--ink);
    background: var(--card-background-color, var(--ha-card-background, Canvas));
    box-shadow: 0 12px 48px rgb(0 0 0 / 35%);
    overscroll-behavior: contain;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 50%);
  }
  .inside {
    padding: 1rem 1.25rem 1.5rem;
  }
  header {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 1rem;
    margin-block-end: 0.75rem;
  }
  h1 {
    margin: 0;
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--ink-soft);
  }
  .room {
    display: block;
    font-size: 1.25rem;
    font-weight: var(--strong);
    line-height: 1.3;
    color: var(--ink);
    overflow-wrap: anywhere;
  }
  button {
    flex: none;
    inline-size: 2.5rem;
    block-size: 2.5rem;
    border: none;
    border-radius: 50%;
    font: inherit;
    font-size: 1.5rem;
    line-height: 1;
    color: inherit;
    background: none;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--ink) 8%, transparent);
  }
  button:focus-visible {
    outline: 2px solid var(--focus);
  }

  @media (max-width: 40rem) {
    dialog {
      inline-size: 100vw;
      block-size: 100dvb;
      max-block-size: none;
      border-radius: 0;
    }
    .inside {
      padding: max(0.75rem, env(safe-area-inset-top)) max(1rem, env(safe-area-inset-right))
        max(1.5rem, env(safe-area-inset-bottom)) max(1rem, env(safe-area-inset-left));
    }
  }
`;
