/** Of uPlot's own style sheet what this needs, as that reaches into no shadow root. */
import { css } from 'lit';

export const uplotStyles = css`
  .uplot,
  .uplot * {
    box-sizing: border-box;
  }
  .uplot {
    inline-size: min-content;
  }
  .u-wrap {
    position: relative;
    user-select: none;
    -webkit-user-select: none;
  }
  .u-over,
  .u-under,
  .u-axis {
    position: absolute;
  }
  .u-under {
    overflow: hidden;
  }
  .uplot canvas {
    display: block;
    position: relative;
    inline-size: 100%;
    block-size: 100%;
  }
  .u-select {
    display: none;
  }
  .u-cursor-x {
    position: absolute;
    inset: 0 auto auto 0;
    block-size: 100%;
    border-inline-end: 1px solid var(--ink-soft);
    pointer-events: none;
    will-change: transform;
  }
  .u-off {
    display: none;
  }
`;
