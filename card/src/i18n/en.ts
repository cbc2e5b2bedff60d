/** Every sentence a user reads. `{name}` is filled in by `Locale.text`. */
export const en = {
  'value.none': 'No value',
  'quantity.temperature': 'Temperature',
  'quantity.humidity': 'Humidity',

  'reading.last': 'Last reading: {moment}.',
  'reading.last-unknown': 'Last reading: time unknown.',

  'silent.connecting': 'Connecting',
  'silent.unreachable': 'Not reachable',
  'silent.wrong-key': 'Wrong encryption key',
  'silent.key-malformed': 'Encryption key not valid',
  'silent.encryption-required': 'Encryption key missing',
  'silent.not-encrypted': 'Not encrypted',
  'silent.not-the-device-expected': 'Another sensor answered',
  'silent.stalled': 'Connected, but no values',
  'silent.no-device': 'No sensor',
  'silent.no-device.detail': 'No sensor stands in this room at present.',
  'silent.unavailable': 'Not available',
  'silent.unavailable.detail': 'No values arrive. Check the bridge and its sensors.',

  'rooms.loading': 'Loading the rooms…',
  'rooms.empty': 'No rooms yet',
  'rooms.empty.page':
    'Power up an ESP32 with a climate sensor on this network. Its room appears here by itself.',
  'rooms.empty.home-assistant':
    'Add the Climat Guardian integration under Settings → Devices & services. Its rooms appear here by themselves.',
  'rooms.empty.chosen':
    'None of the rooms chosen for this card exists any more. Edit the card to choose others.',

  'fault.unreachable': 'The bridge does not answer',
  'fault.unreachable.detail': 'Check that it is running and on this network. This page keeps trying.',
  'fault.lost': 'The connection to the bridge was lost',
  'fault.lost.detail': 'What you see is the last that was received. This page keeps trying.',
  'fault.other-version': 'The bridge speaks another version than this page',
  'fault.other-version.detail': 'Reload the page. If that does not help, update the bridge.',
  'fault.signed-out': 'The bridge does not know you',
  'fault.signed-out.detail': 'Sign in on the status page.',

  'page.rooms.one': '{count} room',
  'page.rooms.other': '{count} rooms',
  'page.silent': '{count} silent',
  'page.connection': 'Connection',
  'page.live': 'Live',
  'page.connecting': 'Connecting',
  'page.offline': 'Not connected',
  'page.signed-out': 'Not signed in',
  'page.status': 'Status',

  'card.description': 'Temperature and humidity of every room, and why a room is silent.',
  'card.form.title': 'Title',
  'card.form.devices': 'Rooms',
  'card.form.devices.help': 'Only these rooms, in this order. Leave empty to show every room.',
  'config.not-an-object': 'Climat Guardian card: the configuration must be a list of keys and values.',
  'config.not-text': 'Climat Guardian card: “{key}” must be a text.',
  'config.not-device-ids': 'Climat Guardian card: “{key}” must be a list of device ids.',
} as const;

export type TextKey = keyof typeof en;
