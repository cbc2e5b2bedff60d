/** What a room's air, walls, furniture and radiator know of a minute ago. */
import type { Building, Thermostat } from './building.ts';
import type { Presence } from './habits.ts';
import { saturation, stepMinutes, sunOn, type Weather } from './weather.ts';

const second = 60;
/** Of air, J/(m³ K). */
const airHeat = 1200;

export class RoomState {
  readonly #building: Building;
  readonly #thermostat: Thermostat | undefined;
  readonly #weather: Weather;
  readonly #firstDay: number;
  /** °C */
  air: number;
  #wall: number;
  #mass: number;
  /** g/m³ in the air, and what fabrics and plaster would be in balance with. */
  moisture: number;
  #sorbed: number;
  /** W, as the radiator gives them off now. */
  #heat = 0;
  /** Of the last day, °C: what the boiler goes by. */
  #outsideDaily: number;
  #sun = 0;

  constructor(building: Building, thermostat: Thermostat | undefined, outside: Weather, firstDay: number) {
    this.#building = building;
    this.#thermostat = thermostat;
    this.#weather = outside;
    this.#firstDay = firstDay;
    const begins = outside.temperature[0] ?? 10;
    this.air = thermostat === undefined ? begins + 3 : thermostat.day;
    this.#wall = (this.air + begins) / 2;
    this.#mass = this.air;
    this.moisture = outside.moisture[0] ?? 5;
    this.#sorbed = this.moisture;
    this.#outsideDaily = begins;
  }

  /** One minute. */
  pass(
    minute: number,
    clock: number,
    here: readonly Presence[],
    isAired: boolean,
    isNightAiring: boolean,
  ): void {
    const { air, wall, mass, airToWall, airToMass, wallToOutside, window, glass, facing, volume, leaks } =
      this.#building;
    const step = Math.floor(minute / stepMinutes);
    const outside = this.#weather.temperature[step] ?? 0;
    const day = this.#firstDay + minute / 1440;
    if (minute % stepMinutes === 0) this.#sun = sunOn(facing, day, this.#weather.cloud[step] ?? 0);
    this.#outsideDaily += (outside - this.#outsideDaily) / 1440;

    const isOpenAtNight =
      isNightAiring && (clock > 22.5 * 60 || clock < 6.3 * 60) && this.air > 22 && outside < this.air;
    const changes = leaks + (isAired ? 8 : 0) + (isOpenAtNight ? 2 : 0);
    const persons = here.reduce((sum, presence) => sum + presence.persons, 0);
    const gains = 75 * persons + here.reduce((sum, presence) => sum + presence.appliances, 0);
    const sun = 0.55 * glass * this.#sun;
    // A radiator needs a quarter of an hour to become warm, and as long to cool.
    this.#heat += (this.#wanted(clock) - this.#heat) / 15;

    const toWall = airToWall * (this.#wall - this.air);
    const toMass = airToMass * (this.#mass - this.air);
    const toOutside = (window + (airHeat * volume * changes) / 3600) * (outside - this.air);
    // A wall in the sun is warmer outside than the air.
    const solAir = outside + 0.012 * this.#sun;
    this.air += (second / air) * (toWall + toMass + toOutside + gains + this.#heat + 0.3 * sun);
    this.#wall += (second / wall) * (wallToOutside * (solAir - this.#wall) - toWall);
    this.#mass += (second / mass) * (0.7 * sun - toMass);

    const exchanged = (changes / 60) * ((this.#weather.moisture[step] ?? 5) - this.moisture);
    const given = (here.length > 0 ? 0.9 * persons : 0) / volume;
    this.moisture += exchanged + given + (this.#sorbed - this.moisture) / 90;
    this.#sorbed += (this.moisture - this.#sorbed) / 900;
    this.moisture = Math.min(this.moisture, saturation(this.air));
  }

  #wanted(clock: number): number {
    if (this.#thermostat === undefined || this.#outsideDaily > 15) return 0;
    const { day, night, nightFrom, nightUntil, watts } = this.#thermostat;
    const set = clock > nightFrom || clock < nightUntil ? night : day;
    return Math.max(0, Math.min(1, (set + 0.3 - this.air) / 0.8)) * watts;
  }
}
