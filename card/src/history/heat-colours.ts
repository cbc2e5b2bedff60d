/** From little to much, told apart also by who sees no red or green: lightness alone goes one way on either side. */
import type { PastQuantity } from './past.ts';

type Rgb = readonly [number, number, number];

const STOPS: Readonly<Record<PastQuantity, readonly Rgb[]>> = {
  temperature: [
    [38, 73, 140],
    [74, 150, 196],
    [238, 232, 180],
    [240, 150, 60],
    [164, 32, 38],
  ],
  humidity: [
    [246, 232, 195],
    [190, 205, 170],
    [92, 160, 165],
    [40, 105, 155],
    [30, 48, 110],
  ],
};

/** @param share  0 … 1 */
export function heatColour(quantity: PastQuantity, share: number): string {
  const stops = STOPS[quantity];
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const below = stops[Math.floor(at)] ?? [0, 0, 0];
  const above = stops[Math.ceil(at)] ?? below;
  const channels = below.map((channel, n) =>
    Math.round(channel + ((above[n] ?? channel) - channel) * (at - Math.floor(at))),
  );
  return `rgb(${channels.join(' ')})`;
}
