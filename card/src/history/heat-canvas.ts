/** Days as columns, hours as rows. */
import type { Frame } from './chart-paths.ts';
import { hatching } from './chart-paths.ts';
import type { HeatCell, HeatDay } from './heat-cells.ts';
import type { Tick } from './ticks.ts';

/** CSS pixels. */
export const HEAT = { left: 44, right: 8, top: 4, row: 9, axis: 22 };
export const HEAT_HEIGHT = HEAT.top + 24 * HEAT.row + HEAT.axis;

export interface HeatScene {
  readonly days: readonly HeatDay[];
  readonly colourOf: (value: number) => string;
  readonly ticks: readonly Tick[];
  readonly hours: readonly { readonly hour: number; readonly label: string }[];
  readonly ink: string;
  readonly focus: string;
  readonly fontFamily: string;
  /** Column and row. */
  readonly chosen: readonly [number, number] | null;
}

type Box = Omit<Frame, 'x' | 'y'>;

/** To whole pixels of the screen, so that there is no seam between one and the next. */
const whole = (length: number): number => Math.round(length * devicePixelRatio) / devicePixelRatio;

export function drawHeat(canvas: HTMLCanvasElement, width: number, scene: HeatScene): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(HEAT_HEIGHT * devicePixelRatio);
  context.scale(devicePixelRatio, devicePixelRatio);
  const { days, colourOf, ticks, hours, ink, focus, chosen } = scene;
  const plot = { left: HEAT.left, width: width - HEAT.left - HEAT.right };
  const hatched = hatching(context, ink, 1);
  const box = (column: number, row: number): Box => {
    const left = whole(plot.left + (column / days.length) * plot.width);
    const right = whole(plot.left + ((column + 1) / days.length) * plot.width);
    // Midnight below: a day rises.
    const top = whole(HEAT.top + (23 - row) * HEAT.row);
    return { left, top, width: right - left, height: whole(HEAT.top + (24 - row) * HEAT.row) - top };
  };
  const fill = (cell: HeatCell, { left, top, width: across, height }: Box): void => {
    if (cell === undefined) return;
    context.globalAlpha = cell === null ? 0.5 : 1;
    context.fillStyle = cell === null ? hatched : colourOf(cell);
    context.fillRect(left, top, across, height);
  };
  days.forEach((day, column) => {
    day.hours.forEach((cell, row) => {
      fill(cell, box(column, row));
    });
  });
  context.globalAlpha = 1;
  context.fillStyle = ink;
  context.font = `12px ${scene.fontFamily}`;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const { hour, label } of hours) {
    const { top, height } = box(0, hour);
    context.fillText(label, HEAT.left - 6, top + height / 2);
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const { at, label } of ticks) {
    const column = days.findIndex((day) => day.at === at);
    const x = box(column, 0).left;
    const half = context.measureText(label).width / 2;
    if (column >= 0 && x - half >= 0 && x + half <= width) {
      context.fillText(label, x, HEAT.top + 24 * HEAT.row + 6);
    }
  }
  if (chosen === null) return;
  const { left, top, width: across, height } = box(...chosen);
  context.strokeStyle = focus;
  context.lineWidth = 2;
  context.strokeRect(left - 1, top - 1, across + 2, height + 2);
}

/** Column and row below a point of the canvas; null: none. */
export function heatCellAt(
  x: number,
  y: number,
  width: number,
  days: number,
): readonly [number, number] | null {
  const column = Math.floor(((x - HEAT.left) / (width - HEAT.left - HEAT.right)) * days);
  const row = 23 - Math.floor((y - HEAT.top) / HEAT.row);
  return column >= 0 && column < days && row >= 0 && row < 24 ? [column, row] : null;
}
