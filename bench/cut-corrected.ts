/** The tables of docs/cut-corrected-mean.md, and what a year of days costs. */
import { cutCorrection } from '../bridge/src/average/cut-corrected.ts';
import { observe, powerOf } from '../bridge/test/averages/cut-corrected/cuts.ts';
import { calendar } from '../bridge/test/averages/cut-corrected/calendar.ts';
import { evaluate, heldOutSeeds, tables } from '../bridge/test/averages/cut-corrected/evaluation.ts';
import { simulateRoom } from '../bridge/test/averages/cut-corrected/room-model.ts';
import { quantile, row } from './figures.ts';

console.log(tables(evaluate(heldOutSeeds)));

const threeYears = calendar(Date.UTC(2024, 0, 1), 3 * 365);
const [seed] = heldOutSeeds;
const { temperature } = simulateRoom(seed, 'office', threeYears);
const { days } = observe(temperature, threeYears, powerOf('one night in five is seen', seed, threeYears));

console.log();
row('365 days of one room', 'processor, median of 9 runs', 'all runs');
row('---', '---', '---');
for (const [name, line, first] of [
  ['of one year that is known', days.slice(0, 365), 0],
  ['the middle one of three', days, 365],
] as const) {
  const costs = Array.from({ length: 9 }, () => {
    const begun = process.cpuUsage();
    const correct = cutCorrection(line, threeYears.firstDay);
    for (let day = first; day < first + 365; day++) correct(day);
    return process.cpuUsage(begun).user / 1000;
  });
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  row(name, `${quantile(costs, 0.5).toFixed(0)} ms`, `${least.toFixed(0)}–${most.toFixed(0)} ms`);
}
