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
  .row > button {
    min-block-size: 2.5rem;
    font-size: 0.875rem;
  }
  input + button {
    align-self: stretch;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr));
    gap: 0 1rem;
    align-items: start;
  }
  .field {
    display: grid;
    margin-block-end: 0.75rem;
  }
  .door .field {
    margin: 0;
  }
  .field .help {
    margin-block-start: 0.25rem;
  }
  fieldset {
    margin: 0 0 0.75rem;
    padding: 0;
    border: 0;
  }
  legend {
    margin-block-end: 0.25rem;
    padding: 0;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  .ticks {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 11rem), 1fr));
  }
  .tick {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-block-size: 2.25rem;
    margin: 0;
    font-size: 0.875rem;
    color: inherit;
  }
  .tick input {
    flex: none;
    inline-size: 1.125rem;
    min-block-size: 1.125rem;
    margin: 0;
    accent-color: #0b6b67;
  }
  .door {
    display: grid;
    gap: 0.75rem;
    margin: 0;
    padding: 1rem;
    border: 1px solid var(--line);
    border-inline-start: 4px solid var(--focus);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .door h2 {
    margin: 0;
    font-size: 0.9375rem;
  }
  .door p {
    margin: 0;
  }
  .change ul {
    margin: 0.375rem 0 0.75rem;
    padding-inline-start: 1.125rem;
    list-style: disc;
    line-height: 1.5;
    font-size: 0.875rem;
  }
  .change:focus-visible,
  .door:focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 4px;
    border-radius: 0.25rem;
  }
  .lead {
    font-size: 0.875rem;
    font-weight: 600;
  }
  input,
  select {
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
  button.quiet,
  button.choice {
    border: 1px solid var(--line);
    background: transparent;
    color: var(--focus);
  }
  button.choice {
    min-block-size: 2.5rem;
    padding: 0 0.875rem;
    font-size: 0.875rem;
    font-weight: 500;
  }
  button.choice[aria-pressed='true'] {
    border-color: var(--focus);
    background: color-mix(in srgb, var(--focus) 8%, transparent);
    font-weight: 650;
  }
  button.toggle {
    min-block-size: 2.25rem;
    padding: 0 0.75rem;
    font-size: 0.8125rem;
  }
  button.danger {
    background: #a3241c;
  }
  button:disabled {
    opacity: 0.6;
    cursor: progress;
  }
  input:focus-visible,
  select:focus-visible,
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
