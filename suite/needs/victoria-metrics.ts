import { unpackedPackage } from './debian-package.ts';

export const { command: victoriaMetricsCommand, need: victoriaMetricsNeed } = unpackedPackage(
  'victoria-metrics',
  'usr/bin/victoria-metrics',
  'VictoriaMetrics',
);
