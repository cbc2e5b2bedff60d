/** A room in two rows of Home Assistant's sections grid, or more. */
import { css } from 'lit';

export const fitStyles = css`
  /* Two rows are 120 px with the card's border; also where nobody says a height, as in a column of cards. */
  :host([layout='fit']) {
    container-type: size;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    min-block-size: 7.375rem;
  }
  :host([layout='fit']) {
    .tile {
      min-block-size: 0;
      block-size: auto;
      overflow: clip;
      grid-template-rows: auto auto auto auto minmax(0, 1fr);
      padding: 0.5rem 0.75rem;
    }
    .temperature {
      padding-block: 0.125rem;
    }
    .temperature dd {
      font-size: 1.875rem;
    }
    .notes {
      overflow: hidden;
    }
    .notes:not(:has(.note)) {
      display: none;
    }
    .cause span {
      white-space: normal;
    }
    .detail {
      -webkit-line-clamp: 2;
    }
    .day {
      block-size: auto;
      margin-block-start: 0.25rem;
    }
  }

  /* Here the words of the bridge have no place: they are heard, and are in what a tap opens. */
  @container room (block-size < 10rem) {
    :host([layout='fit']) .detail {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      clip-path: inset(50%);
    }
  }
  @container room (inline-size < 13rem) {
    :host([layout='fit']) .floor {
      display: none;
    }
    :host([layout='fit']) .note {
      font-size: 0.75rem;
    }
    :host([layout='fit']) .cause {
      font-weight: 500;
    }
    /* In two lines, if need be at the cost of the sparkline: what deviates is said to the end. */
    :host([layout='fit']) .deviation span {
      white-space: normal;
      line-height: 1.15;
    }
    :host([layout='fit']) .deviation {
      gap: 0.25rem;
      padding-inline: 0.25rem 0.375rem;
    }
  }
  /* Wide: the sparkline beside the values. */
  @container room (inline-size >= 21rem) and (block-size < 10rem) {
    :host([layout='fit']) .tile {
      grid-template:
        'name name day' auto
        'temperature humidity day' auto
        'temperature trend day' auto
        'notes notes day' minmax(0, 1fr) / auto auto minmax(0, 1fr);
      column-gap: 0.875rem;
    }
    /* However long, the name takes nothing from the sparkline. */
    :host([layout='fit']) header {
      inline-size: 0;
      min-inline-size: 100%;
    }
    :host([layout='fit']) .temperature dd {
      font-size: 2.375rem;
    }
    :host([layout='fit']) .day {
      margin-block: 0.25rem;
    }
    :host([layout='fit']) :is(.humidity, .trend) {
      justify-self: start;
    }
  }
  @container room (block-size >= 10rem) {
    :host([layout='fit']) .temperature dd {
      font-size: 2.75rem;
    }
    :host([layout='fit']) .tile {
      padding: 0.75rem 0.875rem;
    }
  }
`;
