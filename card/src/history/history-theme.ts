/** The colours of lines and gaps, on light and on dark: 3 : 1 and more against either surface (WCAG 1.4.11). */
import { css } from 'lit';

export const historyTheme = css`
  :host {
    --line-1: #0a6cbb;
    --line-2: #c04a00;
    --line-3: #00795c;
    --line-4: #8a3aa8;
    --line-5: #b3261e;
    --line-6: #00737f;
    --line-7: #7d4e16;
    --line-8: #4d5b69;
    --plot: var(--card-background-color, var(--ha-card-background, #ffffff));
  }
  /* What the surface is, not what the browser prefers: a dark theme is chosen in Home Assistant. */
  :host([dark]) {
    --line-1: #62b3ff;
    --line-2: #ff9d57;
    --line-3: #4fd1a1;
    --line-4: #d39bff;
    --line-5: #ff8a80;
    --line-6: #4fd0e0;
    --line-7: #dcb68a;
    --line-8: #b4c1cc;
    --plot: var(--card-background-color, var(--ha-card-background, #1a2128));
  }

  .swatch {
    flex: none;
  }
  .line-1 {
    color: var(--line-1);
  }
  .line-2 {
    color: var(--line-2);
  }
  .line-3 {
    color: var(--line-3);
  }
  .line-4 {
    color: var(--line-4);
  }
  .line-5 {
    color: var(--line-5);
  }
  .line-6 {
    color: var(--line-6);
  }
  .line-7 {
    color: var(--line-7);
  }
  .line-8 {
    color: var(--line-8);
  }
`;

/** Whether text is light where this element stands, and so what is below it dark. */
export function isDark(element: Element): boolean {
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return false;
  context.fillStyle = getComputedStyle(element).color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return red * 0.299 + green * 0.587 + blue * 0.114 > 140;
}
