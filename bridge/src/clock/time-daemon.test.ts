import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTracking, TimeDaemon } from './time-daemon.ts';

const utc = Date.UTC(2026, 10, 21);
const hour = 3_600_000;
const never = new AbortController().signal;

/** A computer that has been on for two hours. */
class Machine {
  monotonicMs = 2 * hour;
  wallMs = utc;
  stampedAt: number | undefined;
  readonly programs = new Map<string, string>();
  readonly asked: string[] = [];
  whileAsked: () => void = () => undefined;
  readonly daemon = new TimeDaemon({
    read: () => ({ monotonicMs: this.monotonicMs, wallMs: this.wallMs }),
    modifiedAt: () => Promise.resolve(this.stampedAt),
    run: (program) => {
      this.asked.push(program);
      this.whileAsked();
      return Promise.resolve(this.programs.get(program));
    },
  });

  async knows(): Promise<boolean> {
    const evidence = await this.daemon.look(never);
    if (evidence !== undefined) assert.equal(evidence.offsetMs, this.wallMs - this.monotonicMs);
    return evidence !== undefined;
  }
}

test('without any time daemon nothing is known', async () => {
  assert.equal(await new Machine().knows(), false);
});

test('timesyncd’s stamp counts when it is of this boot, fresh and not of the future; then no program is started', async () => {
  const table: [ago: number, knows: boolean][] = [
    [0, true],
    [1.5 * hour, true],
    [1.8 * hour, false],
    [3 * hour, false],
    [-hour, false],
  ];
  for (const [ago, knows] of table) {
    const machine = new Machine();
    machine.stampedAt = machine.wallMs - ago;
    assert.equal(await machine.knows(), knows, `${String(ago / hour)} h ago`);
    if (knows) assert.deepEqual(machine.asked, []);
  }
  const justOn = new Machine();
  justOn.monotonicMs = 60_000;
  justOn.stampedAt = justOn.wallMs - 120_000;
  assert.equal(await justOn.knows(), false, 'of an earlier boot');
});

test('a stamp says nothing about a clock that somebody set after it', async () => {
  const machine = new Machine();
  machine.stampedAt = machine.wallMs - 1000;
  assert.ok(await machine.knows());
  machine.wallMs += hour;
  assert.equal(await machine.knows(), false);
  machine.stampedAt = machine.wallMs;
  assert.ok(await machine.knows());
});

test('chronyd is asked next, and the kernel only where there is no chronyd', async () => {
  const machine = new Machine();
  machine.programs.set('timedatectl', 'yes\n');
  assert.ok(await machine.knows());
  machine.programs.set('timedatectl', 'no\n');
  assert.equal(await machine.knows(), false);
  machine.programs.set('chronyc', synchronised);
  assert.ok(await machine.knows());
  machine.programs.set('timedatectl', 'yes\n');
  machine.programs.set('chronyc', unsynchronised);
  assert.equal(await machine.knows(), false);
  machine.programs.set('chronyc', '506 Cannot talk to daemon\n');
  assert.ok(await machine.knows());
});

test('a clock that is set while we ask makes the answer worthless', async () => {
  const machine = new Machine();
  machine.programs.set('timedatectl', 'yes\n');
  machine.whileAsked = () => (machine.wallMs += hour);
  assert.equal(await machine.daemon.look(never), undefined);
});

/** As chronyc 4.3 prints them; the first with an address and figures of a usual network. */
const synchronised =
  'C0000201,192.0.2.1,3,1795273627.433703202,0.000113,-0.000078,0.000210,-4.271,0.003,0.051,0.012381,0.001920,1037.2,Normal\n';
const unsynchronised =
  '00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,1.000000000,1.000000000,0.0,Not synchronised\n';
const itself =
  '7F7F0101,,10,1795273627.433703202,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,0.000000000,0.000000000,0.0,Normal\n';

test('chronyd is believed when it follows another clock, and has caught up with it', () => {
  const table: [name: string, line: string, answer: boolean | undefined][] = [
    ['synchronised', synchronised, true],
    ['not synchronised', unsynchronised, false],
    ['to this host itself', itself, false],
    ['slewing an hour away', synchronised.replace('0.000113', '3599.7'), false],
    ['slewing the other way', synchronised.replace('0.000113', '-3599.7'), false],
    ['far from its server', synchronised.replace('0.001920', '0.9'), false],
    ['stratum 16', synchronised.replace(',3,', ',16,'), false],
    ['no numbers', synchronised.replace('0.012381', 'x'), false],
    ['no such line', 'something else', undefined],
    ['nothing', '', undefined],
  ];
  for (const [name, line, answer] of table) assert.equal(isTracking(line), answer, name);
});
