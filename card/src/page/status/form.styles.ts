import { css } from 'lit';

export const formStyles = css`
  :host {
    display: block;
  }
  form {
    max-inline-size: 34rem;
    margin-inline: auto;
    padding: 1.5rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  form.inline {
    margin: 0.75rem 0 0;
    padding: 0;
    border: 0;
    background: none;
  }
  h2 {
    margin: 0 0 1rem;
    font-size: 1.125rem;
    font-weight: 650;
  }
  label {
    display: block;
    margin-block-end: 0.375rem;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  input {
    flex: 1 1 12rem;
    min-inline-size: 0;
    box-sizing: border-box;
    min-block-size: 2.75rem;
    padding: 0 0.75rem;
    border: 1px solid var(--ink-soft);
    border-radius: 0.625rem;
    background: transparent;
    color: inherit;
    font: inherit;
  }
  .key {
    font-family: ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace;
    font-size: 0.875rem;
  }
  button {
    min-block-size: 2.75rem;
    padding: 0 1.125rem;
    border: 0;
    border-radius: 0.625rem;
    background: #0b6b67;
    color: #ffffff;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button:disabled {
    opacity: 0.6;
    cursor: progress;
  }
  input:focus-visible,
  button:focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }
  p {
    margin: 0.625rem 0 0;
    font-size: 0.8125rem;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  p:empty {
    display: none;
  }
  .help,
  .saved {
    color: var(--ink-soft);
  }
  .problem {
    color: var(--fault);
  }
`;
