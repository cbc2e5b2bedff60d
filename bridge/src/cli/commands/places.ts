/** `device …`. */
import type { Command } from 'commander';
import type { Mac } from '../../reading/mac.ts';
import { configOption, dataOption, macAddress } from '../arguments.ts';
import type { DeviceKeyOptions } from '../device-key.ts';

export function addPlacesCommands(root: Command): void {
  const device = root.command('device').description('the ESP32s');
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
