/** A room as one line: the name, below it what there is to say, and the values at the end. */
import { css } from 'lit';

/** What has one line for the name has one for each. */
export const shortStyles = css`
  :host(:is([layout='line'], [layout='fit'])) {
    header {
      display: flex;
      align-items: baseline;
      gap: 0.5rem;
    }
    .floor {
      flex: 0 999 auto;
    }
    :is(h2, h3, button, .floor, .note span) {
      min-inline-size: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    button {
      display: block;
      max-inline-size: 100%;
    }
    button:focus-visible::after {
      outline-offset: -3px;
    }
  }
`;

export const lineStyles = css`
  :host([layout='line']) {
    .tile {
      grid-template:
        'name day trend temperature humidity' auto
        'notes day trend temperature humidity' auto / minmax(0, 1fr) auto auto auto auto;
      align-content: center;
      align-items: center;
      column-gap: 0.5rem;
      min-block-size: 2.375rem;
      padding: 0.125rem 0.75rem;
      line-height: 1.2;
    }
    :is(h2, h3) {
      font-size: 0.875rem;
    }
    .note {
      gap: 0.25rem;
      font-size: 0.75rem;
    }
    .note .icon {
      inline-size: 0.8125rem;
      block-size: 0.8125rem;
    }
    .deviation {
      padding: 0;
      background: none;
    }
    .day {
      inline-size: 3.5rem;
      block-size: 1.5rem;
      margin: 0;
    }
    .trend .word,
    .humidity .icon {
      display: none;
    }
    .temperature {
      min-inline-size: 3.5rem;
      padding: 0;
    }
    .temperature dd {
      justify-content: end;
      align-items: baseline;
      font-size: 1.0625rem;
      font-weight: 500;
      letter-spacing: -0.01em;
    }
    .temperature .unit {
      margin-block-start: 0;
      font-size: 0.8125rem;
    }
    .humidity {
      grid-row: 1 / -1;
      align-self: center;
      min-inline-size: 2rem;
    }
    .humidity dd {
      justify-content: end;
    }
    /* One below the other, whether there is a hygrometer or not. */
    .tile:not(:has(.humidity)) .temperature {
      margin-inline-end: 2.5rem;
    }
  }

  /* For fingers. */
  @media (pointer: coarse) {
    :host([layout='line']) .tile {
      min-block-size: 2.75rem;
    }
  }
  @container room (inline-size < 20rem) {
    :host([layout='line']) .day {
      display: none;
    }
  }
`;
