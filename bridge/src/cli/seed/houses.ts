/**
 * The air of rooms over years: two stores of heat (air and walls) between the weather, the heating and people, and one of
 * water, integrated in steps of ten minutes. Not the simulator's `climate`, which is a function of one instant and knows
 * neither how long a cold night lasts nor that a house heated late is cold in the morning.
 */
import { chance, hash32, occupancy, outdoors } from '@climat-guardian/simulator';
import type { Zone } from '../../reading/zone.ts';
import type { HouseKind, RoomPlan } from './plan.ts';
import { isHoliday } from './holidays.ts';
import { humidityOf, waterIn } from './water.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
export const stepMs = 10 * minuteMs;
const stepHours = stepMs / hourMs;
/** Walls take so long to take their first air on. */
const settlingMs = 20 * 24 * hourMs;

/** How a kind of house keeps its weather out. Hours are time constants: the smaller, the more is exchanged. */
interface Kind {
  /** Air with outdoor air. */
  readonly leakHours: number;
  /** Walls with the weather. */
  readonly wallHours: number;
  /** °C that the air is heated to while people are there, and else; none where nothing heats. */
  readonly heated?: { readonly day: number; readonly night: number };
  /** °C above which it is cooled while people are there. */
  readonly cooledTo?: number;
}

const kinds: Readonly<Record<HouseKind, Kind>> = {
  unheated: { leakHours: 10, wallHours: 24 },
  home: { leakHours: 16, wallHours: 60, heated: { day: 20.5, night: 17 }, cooledTo: 27 },
  office: { leakHours: 12, wallHours: 60, heated: { day: 21.5, night: 16 }, cooledTo: 25 },
};

/** Between air and walls: of the air, and of the walls, which are twenty times as heavy. */
const [airToWallHours, wallToAirHours] = [2, 40];
/** °C an hour that heating and cooling can do at most, and for each degree that is missing. */
const [mostHeat, heatPerDegree] = [4, 6];
/** What the people of a full room bring, an hour: °C, and grams of water in a cubic metre. */
const [warmth, breath] = [0.7, 0.8];
/** Of the air an hour: through cracks, and through the windows that people open. */
const [airing, windows] = [0.15, 0.3];
/** Of a full room: for so few nobody heats an office, as at weekends. */
const fewPeople = 0.25;
/** Beyond it water runs down the window panes. */
const wettest = 97;

export class RoomAir {
  readonly #seed: number;
  readonly #zone: Zone;
  readonly #kind: Kind;
  readonly #use: 'office' | 'home';
  readonly #isWork: boolean;
  /** °C by which people here like it warmer, and hours by which they come sooner. */
  readonly #taste: number;
  readonly #aheadMs: number;
  /** °C, °C, g/m³. */
  #air: number;
  #walls: number;
  #water: number;
  /** Steps since 1970: which one the first of the points is of. */
  #first: number;
  /** Temperature and relative humidity at each step. */
  #points: number[] = [];

  constructor({ name, kind }: RoomPlan, { seed, zone, from }: { seed: number; zone: Zone; from: number }) {
    this.#seed = seed;
    this.#zone = zone;
    this.#kind = kinds[kind];
    this.#use = kind === 'home' ? 'home' : 'office';
    this.#isWork = kind !== 'home';
    const key = hash32(seed, name);
    this.#taste = chance(-1, 1, key, 'taste');
    this.#aheadMs = chance(-hourMs, hourMs, key, 'ahead');
    this.#first = Math.floor((from - settlingMs) / stepMs);
    const outside = this.#outdoors(this.#first * stepMs);
    this.#air = this.#walls = this.#kind.heated?.day ?? outside.temperature;
    this.#water = waterIn(outside.temperature, outside.humidity);
    this.#push();
    this.cover(from, from);
  }

  /** Makes the air of a stretch, and forgets what was before it: time goes on only. */
  cover(from: number, until: number): void {
    const last = Math.floor(until / stepMs) + 1;
    for (let step = this.#first + this.#points.length / 2; step <= last; step++) this.#step(step * stepMs);
    const gone = Math.floor(from / stepMs) - this.#first;
    if (gone <= 0) return;
    this.#points = this.#points.slice(2 * gone);
    this.#first += gone;
  }

  /** °C. @param at in what is covered. */
  temperature(at: number): number {
    return this.#between(at, 0);
  }

  /** %. @param at in what is covered. */
  humidity(at: number): number {
    return this.#between(at, 1);
  }

  #between(at: number, which: 0 | 1): number {
    const place = at / stepMs - this.#first;
    const index = Math.floor(place);
    const before = this.#points[2 * index + which] ?? 0;
    const after = this.#points[2 * index + 2 + which] ?? before;
    return before + (after - before) * (place - index);
  }

  #step(at: number): void {
    const { leakHours, wallHours } = this.#kind;
    const { temperature: outside, humidity } = this.#outdoors(at);
    const people = this.#people(at);
    const toWalls = (this.#walls - this.#air) / airToWallHours;
    const leak = (outside - this.#air) / leakHours;
    this.#walls +=
      stepHours * ((this.#air - this.#walls) / wallToAirHours + (outside - this.#walls) / wallHours);
    this.#air += stepHours * (toWalls + leak + warmth * people + this.#heating(people));
    const exchanged = airing + windows * people;
    this.#water += stepHours * ((waterIn(outside, humidity) - this.#water) * exchanged + breath * people);
    this.#water = Math.min(this.#water, waterIn(this.#air, wettest));
    this.#push();
  }

  /** °C an hour. */
  #heating(people: number): number {
    const { heated, cooledTo } = this.#kind;
    const isUsed = people > fewPeople;
    const wanted = heated === undefined ? -Infinity : (isUsed ? heated.day : heated.night) + this.#taste;
    if (this.#air < wanted) return Math.min(mostHeat, heatPerDegree * (wanted - this.#air));
    const tooWarm = isUsed && cooledTo !== undefined ? this.#air - cooledTo - this.#taste : 0;
    return -Math.min(mostHeat, heatPerDegree * Math.max(0, tooWarm));
  }

  /** 0 … 1. */
  #people(at: number): number {
    if (this.#kind.heated === undefined) return 0;
    const local = this.#local(at);
    if (isHoliday(local)) return this.#isWork ? 0 : 0.7 * occupancy('home', local + this.#aheadMs);
    return occupancy(this.#use, local + this.#aheadMs);
  }

  #outdoors(at: number) {
    return outdoors(this.#seed, this.#local(at));
  }

  #local(at: number): number {
    return at + this.#zone.offsetAt(at);
  }

  #push(): void {
    this.#points.push(this.#air, humidityOf(this.#air, this.#water));
  }
}
