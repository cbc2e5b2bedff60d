/** Five rooms as they might be built and heated, each seed's a third larger or smaller. */
import type { Chance } from '../../chance.ts';
import type { Use } from './habits.ts';

/** Capacities in J/K, conductances in W/K, of a room of about 20 m². */
export interface Building {
  readonly air: number;
  readonly wall: number;
  readonly mass: number;
  readonly airToWall: number;
  readonly airToMass: number;
  readonly wallToOutside: number;
  readonly window: number;
  /** m² of glass that the sun comes through, and degrees from north. */
  readonly glass: number;
  readonly facing: number;
  readonly volume: number;
  /** Changes of air per hour with closed windows. */
  readonly leaks: number;
  /** Share of windows that stay open in warm nights. */
  readonly nightAiring: number;
}

export interface Thermostat {
  readonly day: number;
  readonly night: number;
  readonly nightFrom: number;
  readonly nightUntil: number;
  readonly watts: number;
}

export function buildingOf(next: Chance, use: Use): Building {
  const near = (value: number): number => value * (0.7 + 0.6 * next());
  const isLight = use === 'attic';
  return {
    air: near(3.5e5),
    wall: near(isLight ? 1.5e6 : 6e6),
    mass: near(isLight ? 8e5 : 3.5e6),
    airToWall: near(120),
    airToMass: near(isLight ? 60 : 140),
    wallToOutside: near(use === 'store' ? 9 : isLight ? 25 : 14),
    window: near(use === 'store' ? 1.5 : 4),
    glass: near({ office: 1.6, bedroom: 0.9, 'living room': 2.2, store: 0.15, attic: 0.8 }[use]),
    facing: { office: 250, bedroom: 90, 'living room': 180, store: 0, attic: 200 }[use] + 60 * (next() - 0.5),
    volume: near(50),
    leaks: near(use === 'attic' ? 0.6 : 0.3),
    nightAiring: use === 'bedroom' ? 0.6 : use === 'living room' ? 0.25 : 0,
  };
}

export function thermostatOf(next: Chance, use: Use): Thermostat | undefined {
  const between = (low: number, high: number): number => low + (high - low) * next();
  const [watts, nightFrom, nightUntil] = [between(900, 1500), 60 * between(19.5, 23), 60 * between(4.5, 6)];
  if (use === 'office') return { day: 21, night: between(15.5, 18), nightFrom, nightUntil, watts };
  if (use === 'living room') return { day: 21.5, night: between(17, 19), nightFrom, nightUntil, watts };
  if (use === 'bedroom') return { day: 18.5, night: 18.5, nightFrom, nightUntil, watts };
  return undefined;
}
