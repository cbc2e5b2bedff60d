import { unpackedPackage } from './debian-package.ts';

export const { command: influxdCommand, need: influxdbNeed } = unpackedPackage(
  'influxdb',
  'usr/bin/influxd',
  'InfluxDB 1.x',
);
