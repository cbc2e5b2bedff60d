import { css } from 'lit';

export const badgeStyles = css`
  :host {
    display: inline-block;
    max-inline-size: 100%;
  }

  .badge {
    --tint: var(--ink-soft);
    box-sizing: border-box;
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    max-inline-size: 100%;
    min-block-size: var(--ha-badge-size, 2.25rem);
    margin: 0;
    padding: 0 0.75rem 0 0.625rem;
    border: 1px solid var(--line);
    border-radius: var(--ha-badge-border-radius, 1.125rem);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    text-align: start;
  }
  button.badge {
    cursor: pointer;
    -webkit-touch-callout: none;
    user-select: none;
    touch-action: manipulation;
  }
  button.badge:hover {
    background: color-mix(in srgb, var(--ink) 4%, var(--surface));
  }
  button.badge:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .cold {
    --tint: var(--cold);
  }
  .humid {
    --tint: var(--cool);
  }
  .dry {
    --tint: var(--warm);
  }
  .hot {
    --tint: var(--hot);
  }
  .silent {
    --tint: var(--alert);
  }

  .icon {
    flex: none;
    inline-size: 1.125rem;
    block-size: 1.125rem;
    color: color-mix(in srgb, var(--tint) 65%, var(--ink));
  }
  .words {
    display: grid;
    min-inline-size: 0;
    line-height: 1.2;
  }
  .name,
  .value {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name {
    font-size: 0.6875rem;
    font-weight: 500;
    color: var(--ink-soft);
  }
  .value {
    font-size: 0.8125rem;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  .past .number,
  .past .note {
    color: var(--ink-soft);
  }
  .note {
    font-weight: 400;
  }
`;
