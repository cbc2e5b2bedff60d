/**
 * Preloaded into a process (node --import): measures how long its main thread kept everything else waiting. A timer
 * that comes late was held up by the thread's own work or waiting (a sync of the disk), or the thread was ready and
 * the machine had its processors with others; the kernel counts the latter by thread, and it is left out.
 *
 * At SIGUSR2 it writes what was to the file STALL_PROBE_FILE, and begins anew.
 */
import { Buffer } from 'node:buffer';
import { openSync, readSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import { isMainThread } from 'node:worker_threads';

const everyMs = 2;

if (isMainThread) {
  // Nanoseconds on a processor, nanoseconds ready and waiting for one, and how often.
  const schedule = openSync('/proc/thread-self/schedstat', 'r');
  const text = Buffer.alloc(100);
  const keptWaitingMs = () => {
    const length = readSync(schedule, text, 0, text.length, 0);
    return Number(text.toString('latin1', 0, length).split(' ')[1]) / 1e6;
  };
  let longestMs = 0;
  let longestWithOthersMs = 0;
  let last = { at: performance.now(), keptWaitingMs: keptWaitingMs() };
  const tick = () => {
    const now = { at: performance.now(), keptWaitingMs: keptWaitingMs() };
    const lateMs = now.at - last.at - everyMs;
    longestWithOthersMs = Math.max(longestWithOthersMs, lateMs);
    longestMs = Math.max(longestMs, lateMs - (now.keptWaitingMs - last.keptWaitingMs));
    last = now;
    setTimeout(tick, everyMs).unref();
  };
  tick();
  process.on('SIGUSR2', () => {
    writeFileSync(process.env.STALL_PROBE_FILE, JSON.stringify({ longestMs, longestWithOthersMs }));
    longestMs = longestWithOthersMs = 0;
  });
}
