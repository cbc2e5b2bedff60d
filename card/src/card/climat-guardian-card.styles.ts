import { css } from 'lit';

export const cardStyles = css`
  ha-card {
    display: block;
    block-size: 100%;
    padding: 12px;
    box-sizing: border-box;
    /* Tiles lie on the card, so they are shaded rather than cards on a card. */
    --climat-guardian-tile-background: color-mix(in srgb, var(--primary-text-color, #17212b) 3%, transparent);
    --climat-guardian-tile-border: transparent;
    --climat-guardian-tile-widest: none;
  }
  /* A single room fills the place that the grid gives it, edge to edge. */
  ha-card.single {
    padding: 0;
    overflow: hidden;
    --climat-guardian-tile-background: transparent;
  }
  .history-problem {
    margin: 12px 0 0;
  }
`;
