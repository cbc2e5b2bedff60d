/** What the kernel says of a process. */
import { readFileSync } from 'node:fs';

/** Of all its threads. */
export function cpuS(pid: number): number {
  // The name, in brackets, may hold spaces.
  const fields = readFileSync(`/proc/${String(pid)}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  const ticksPerS = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerS;
}

/** `ownMb` is without what lies in files, above all Node's own program, which processes share. */
export function memoryMb(pid: number): { rssMb: number; ownMb: number } {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'latin1');
  const mb = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { rssMb: mb('VmRSS'), ownMb: mb('RssAnon') };
}
