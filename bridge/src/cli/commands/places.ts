/** `room …`, `device …`, `calibrate`, `flag`, `hold`, `edits`, `undo`. */
import { Option, type Command } from 'commander';
import type { Mac } from '../../reading/mac.ts';
import {
  configOption,
  dataOption,
  decimal,
  holdDuration,
  instant,
  macAddress,
  wholeNumber,
} from '../arguments.ts';
import type { FlagOptions, HoldOptions } from '../believe.ts';
import type { CalibrateOptions } from '../calibrate.ts';
import type { DeviceKeyOptions } from '../device-key.ts';
import type { EditOptions, ListOptions } from '../edits.ts';

interface From {
  readonly from?: number;
}

export function addPlacesCommands(root: Command): void {
  addRoomCommands(root.command('room').description('the rooms'));
  addDeviceCommands(root.command('device').description('the ESP32s, and where they stand'));
  editing(root.command('calibrate'))
    .description('what a sensor is off by: shown and averaged values are measured × gain + offset')
    .argument('<sensor>', sensorHelp)
    .argument('[quantity]', quantityHelp)
    .addOption(
      new Option('--offset <number>', 'in °C, % …')
        .argParser(decimal('a number such as -0.4'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--gain <number>', 'a factor').argParser(decimal('a number such as 1.02')).default(1),
    )
    .addOption(fromOption)
    .action(async (sensor: string, quantity: string | undefined, options: CalibrateOptions) => {
      (await import('../calibrate.ts')).calibrate(sensor, quantity, options);
    });
  editing(root.command('flag'))
    .description('readings that are not to be believed: they stay, and count for nothing')
    .argument('<sensor>', sensorHelp)
    .argument('[quantity]', quantityHelp)
    .addOption(
      new Option('--from <time>', 'from when, as 2026-11-20 or 2026-11-20T06:30Z')
        .argParser(instant)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--until <time>', 'until before then; now, unless told otherwise').argParser(instant),
    )
    .addOption(new Option('--reason <words>', 'why, for people').makeOptionMandatory())
    .action(async (sensor: string, quantity: string | undefined, options: FlagOptions) => {
      (await import('../believe.ts')).flag(sensor, quantity, options);
    });
  editing(root.command('hold'))
    .description('how long a reading of a sensor counts at most, from a time on that is not averaged yet')
    .argument('<sensor>', sensorHelp)
    .argument('<duration>', 'as 90s, 10m or 2h', holdDuration)
    .argument('[quantity]', quantityHelp)
    .addOption(fromOption)
    .action(async (sensor: string, holdMs: number, quantity: string | undefined, options: HoldOptions) => {
      (await import('../believe.ts')).hold(sensor, quantity, holdMs, options);
    });
  listing(root.command('edits'))
    .description('what people changed: number, when, whether it stands, what')
    .action(async (options: ListOptions) => {
      (await import('../edits.ts')).edits(options);
    });
  editing(root.command('undo'))
    .description('takes an edit back; that is an edit too, and can be undone')
    .argument('[edit]', 'its number; without, the newest that stands and is no undo', wholeNumber(1, 2 ** 31))
    .action(async (id: number | undefined, options: EditOptions) => {
      (await import('../edits.ts')).edit({ verb: 'undo', edit: id }, options);
    });
}

function addRoomCommands(room: Command): void {
  listing(room.command('list'))
    .description('id, name, floor, and the devices that stand there now')
    .action(async (options: ListOptions) => {
      (await import('../rooms.ts')).listRooms(options);
    });
  editing(room.command('rename'))
    .description('another name; its id stays, and its history with it')
    .argument('<id>', 'as `room list` shows it')
    .argument('<name>', 'for people; the id stays')
    .action(async (id: string, name: string, options: EditOptions) => {
      (await import('../edits.ts')).edit({ verb: 'room-rename', room: id, name }, options);
    });
  editing(room.command('floor'))
    .description('on which floor it is')
    .argument('<id>', 'as `room list` shows it')
    .argument('[floor]', 'as people call it; without, on none')
    .action(async (id: string, floor: string | undefined, options: EditOptions) => {
      (await import('../edits.ts')).edit({ verb: 'room-floor', room: id, floor: floor ?? null }, options);
    });
}

function addDeviceCommands(device: Command): void {
  listing(device.command('list'))
    .description('each device and its sensors: number, name, quantity, where it stands, how it is calibrated')
    .action(async (options: ListOptions) => {
      (await import('../rooms.ts')).listDevices(options);
    });
  editing(device.command('move'))
    .description('it stands in another room from then on; the old room keeps its past')
    .argument('<mac>', 'its MAC address', macAddress)
    .argument('<room>', 'the room’s id, or with --new the name of a new one')
    .option('--new', 'make the room')
    .addOption(fromOption)
    .action(async (mac: Mac, room: string, options: EditOptions & From & { readonly new?: boolean }) => {
      const { new: isNew = false, from = Date.now(), ...rest } = options;
      const to = isNew ? { newRoom: room } : { room };
      (await import('../edits.ts')).edit({ verb: 'device-move', device: mac, to, from }, rest);
    });
  editing(device.command('replace'))
    .description('a new device takes the places of an old one; the rooms’ histories go on')
    .argument('<old>', 'its MAC address', macAddress)
    .argument('<new>', 'its MAC address', macAddress)
    .addOption(
      new Option(
        '--from <time>',
        'default: since the new one measures, if the old one had ended; else now',
      ).argParser(instant),
    )
    .action(async (old: Mac, by: Mac, { from, ...options }: EditOptions & From) => {
      (await import('../edits.ts')).edit({ verb: 'device-replace', old, by, from }, options);
    });
  device
    .command('key')
    .description(
      'an encrypted device’s key, read from standard input or asked for; the running bridge tries it at once',
    )
    .argument('<mac>', 'its MAC address', macAddress)
    .option('--file <file>', 'read it from there')
    .option('--remove', 'forget the key that was given')
    .addOption(configOption)
    .addOption(dataOption)
    .action(async (mac: Mac, options: DeviceKeyOptions) => {
      await (await import('../device-key.ts')).deviceKey(mac, options);
    });
}

const sensorHelp = 'its number, as `device list` shows it, or its device’s MAC address';
const quantityHelp = 'of the device: temperature, humidity …';
const fromOption = new Option(
  '--from <time>',
  'as 2026-11-20, or 2026-11-20T06:30 (of this host’s time zone), or with one: …Z; now, unless told otherwise',
).argParser(instant);

function editing(command: Command): Command {
  return listing(command.option('--dry-run', 'say what would change, and change nothing'));
}

function listing(command: Command): Command {
  return command.option('--json', 'for programs').addOption(configOption).addOption(dataOption);
}
