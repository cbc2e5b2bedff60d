/** Which rooms there are, which device hangs in which of them when, and what befalls it. */
import { building, chance, hash32 } from '@climat-guardian/simulator';
import { parseMac, type Mac } from '../../reading/mac.ts';
import { roomNameFor, slug } from '../../reading/room-name.ts';
import type { DeviceDescription } from '../../reading/reading.ts';
import { apart, lasting, troublesOf, type Stretch, type Trouble } from './troubles.ts';

export type HouseKind = 'unheated' | 'home' | 'office';

export interface RoomPlan {
  readonly name: string;
  readonly kind: HouseKind;
}

export interface DevicePlan {
  readonly description: DeviceDescription;
  readonly mac: Mac;
  /** Where it hangs, by the number of the room; in the order of time. */
  readonly stays: readonly (Stretch & { readonly room: number })[];
  /** In the order of time, apart from each other. */
  readonly troubles: readonly Trouble[];
}

/** What somebody does by hand. */
export type PlannedEdit = { readonly at: number } & (
  | { readonly verb: 'replace'; readonly old: Mac; readonly by: Mac }
  | { readonly verb: 'move'; readonly device: Mac; readonly to: string; readonly from: number }
  | { readonly verb: 'calibrate'; readonly device: Mac; readonly offset: number; readonly from: number }
);

export interface HousePlan {
  readonly rooms: readonly RoomPlan[];
  readonly devices: readonly DevicePlan[];
  /** For whoever wants to see what only years show; in the order of time. */
  readonly worthALook: readonly { readonly at: number; readonly what: string }[];
  /** In the order of time. */
  readonly edits: readonly PlannedEdit[];
}

const [hourMs, dayMs] = [3_600_000, 86_400_000];

const firstRooms: readonly RoomPlan[] = [
  { name: 'Workshop', kind: 'unheated' },
  { name: 'Office', kind: 'office' },
  { name: 'Living room', kind: 'home' },
  { name: 'Meeting room', kind: 'office' },
  { name: 'Kitchen', kind: 'home' },
  { name: 'Barn', kind: 'unheated' },
  { name: 'Bedroom', kind: 'home' },
  { name: 'Reception', kind: 'office' },
];

interface Told {
  readonly edits: readonly PlannedEdit[];
  readonly worthALook: HousePlan['worthALook'];
}

/** @param stretch begins at a local midnight; hours here are those after it, whatever clocks do meanwhile. */
export function planOf(count: number, seed: number, stretch: Stretch): HousePlan {
  const { from, until } = stretch;
  const rooms = Array.from({ length: count }, (_, i) => firstRooms[i] ?? office(i - firstRooms.length));
  const macs = building(count + 1, seed).map(({ mac }) => known(parseMac(mac)));
  const [first, last, spare] = [known(macs[0]), known(macs[count - 1]), known(macs[count])];
  const { diesAt, replacedAt, ...replaced } = replacing(stretch, { first, spare, home: known(rooms[0]) });
  const { stays: lent, ...moved } = lending(stretch, rooms, macs);
  const { drawer, ...corrected } = correcting(stretch, seed, last);
  const devices = rooms.map((room, i): DevicePlan => {
    const mac = known(macs[i]);
    const troubles = troublesOf(hash32(seed, mac), stretch);
    if (mac === last) troubles.push(drawer);
    const stays = [{ room: i, from, until: mac === first ? diesAt : until }];
    return {
      ...described(mac, room.name, room.name),
      stays: i === 1 ? lent : stays,
      troubles: apart(troubles),
    };
  });
  devices.push({
    ...described(spare, 'Spare', ''),
    stays: [{ room: 0, from: replacedAt, until }],
    troubles: apart(troublesOf(hash32(seed, spare), { from: replacedAt, until })),
  });
  const told = [replaced, moved, corrected];
  return {
    rooms,
    devices,
    edits: told
      .flatMap(({ edits }) => edits)
      .filter(({ at }) => at < until)
      .sort((a, b) => a.at - b.at),
    worthALook: [...told.flatMap(({ worthALook }) => worthALook), ...frozenOf(devices)].sort(
      (a, b) => a.at - b.at,
    ),
  };
}

/** The first room's device dies, and days later another one hangs in its place. */
function replacing(
  stretch: Stretch,
  { first, spare, home }: { first: Mac; spare: Mac; home: RoomPlan },
): Told & { readonly diesAt: number; readonly replacedAt: number } {
  const diesAt = hourOfDay(stretch, 0.6, 11);
  const replacedAt = diesAt + 2 * dayMs + 3 * hourMs;
  return {
    diesAt,
    replacedAt,
    edits: [{ verb: 'replace', old: first, by: spare, at: replacedAt + hourMs }],
    worthALook: [
      { at: replacedAt, what: `${spare} replaces ${first} in ${home.name}, which died two days before` },
    ],
  };
}

/** The second room's device is lent to the first room for a while. */
function lending(
  stretch: Stretch,
  [there, here]: readonly RoomPlan[],
  [, device]: readonly Mac[],
): Told & Pick<DevicePlan, 'stays'> {
  const { from, until } = stretch;
  if (there === undefined || here === undefined || device === undefined)
    return { stays: [], edits: [], worthALook: [] };
  const [lentAt, backAt] = [hourOfDay(stretch, 0.25, 10), hourOfDay(stretch, 0.35, 16)];
  const moved = (to: RoomPlan, at: number): PlannedEdit => {
    // It is told to the bridge a little later.
    return { verb: 'move', device, to: slug(to.name), from: at, at: at + hourMs / 2 };
  };
  return {
    stays: [
      { room: 1, from, until: lentAt },
      { room: 0, from: lentAt, until: backAt },
      { room: 1, from: backAt, until },
    ],
    edits: [moved(there, lentAt), moved(here, backAt)],
    worthALook: [
      { at: lentAt, what: `${device} is moved from ${here.name} to ${there.name}` },
      { at: backAt, what: `and back to ${here.name}` },
    ],
  };
}

/** Somebody compares a device with a good thermometer and corrects it, also for what was before; it is away for a week then. */
function correcting(stretch: Stretch, seed: number, device: Mac): Told & { readonly drawer: Trouble } {
  const offset = Math.round(-10 * chance(0.3, 0.9, seed, 'offset')) / 10;
  const at = hourOfDay(stretch, 0.45, 14);
  const from = hourOfDay(stretch, 0.1, 0);
  const drawer = { is: 'away', ...lasting(hourOfDay(stretch, 0.48, 9), 7 * dayMs) } as const;
  return {
    drawer,
    edits: [{ verb: 'calibrate', device, offset, from, at }],
    worthALook: [
      { at, what: `the thermometer of ${device} is corrected by ${String(offset)} °C, retroactively` },
      { at: drawer.from, what: `${device} is away for a week` },
    ],
  };
}

/** The first times that a sensor froze. */
function frozenOf(devices: readonly DevicePlan[]): HousePlan['worthALook'] {
  return devices
    .flatMap(({ mac, troubles, stays }) =>
      troubles
        .filter(({ is, until }) => is === 'frozen' && until < (stays.at(-1)?.until ?? 0))
        .map(({ from }) => ({
          at: from,
          what: `${mac} is frozen for hours`,
        })),
    )
    .slice(0, 2);
}

/** Of a day of the whole, by its share. */
function hourOfDay({ from, until }: Stretch, share: number, hour: number): number {
  return from + Math.floor((share * (until - from)) / dayMs) * dayMs + hour * hourMs;
}

function office(i: number): RoomPlan {
  return { name: `Office ${String(101 + i)}`, kind: 'office' };
}

function described(mac: Mac, name: string, area: string): Pick<DevicePlan, 'mac' | 'description'> {
  const friendlyName = `${name} climate`;
  const description: DeviceDescription = {
    mac,
    name: `seed-${slug(roomNameFor({ mac, friendlyName: name, area }))}`,
    friendlyName,
    area,
    sensors: [
      { entity: 'temperature', quantity: 'temperature', diagnostic: false },
      { entity: 'humidity', quantity: 'humidity', diagnostic: false },
      { entity: 'wifi_signal', quantity: 'signal', diagnostic: true },
    ],
  };
  return { mac, description };
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the plan has no such device');
  return value;
}
