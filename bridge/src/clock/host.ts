/** The clocks of the machine that we run on. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

export interface HostClocks {
  /** What this host believes the time to be, ms since 1970: set by anybody, at any moment. */
  readonly wallMs: () => number;
  /** CLOCK_MONOTONIC: since the boot, never set, but it stands still while the host sleeps. */
  readonly steadyMs: () => number;
  /** CLOCK_BOOTTIME: as the former, but it counts sleep; to 10 ms only. */
  readonly uptimeMs: () => number;
  readonly osBoot: string;
}

/** libuv's high resolution time *is* CLOCK_MONOTONIC on Linux, counted from the boot, so a restarted bridge goes on with it. */
export function thisHost(): HostClocks {
  return {
    wallMs: Date.now,
    steadyMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
    uptimeMs: () => uptime() * 1000,
    osBoot: bootId(),
  };
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // No Linux: each run of the bridge counts as a boot of its own.
    return randomUUID();
  }
}
