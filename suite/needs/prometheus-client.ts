import { dirname } from 'node:path';
import { unpackedPackage } from './debian-package.ts';

const { command, need } = unpackedPackage(
  'python3-prometheus-client',
  'usr/lib/python3/dist-packages/prometheus_client/parser.py',
  "Prometheus's own library for Python",
);

export const prometheusClientNeed = need;

/** The folder of its modules. @throws {NotSetUp} */
export function prometheusClientPath(): string {
  return dirname(command());
}
