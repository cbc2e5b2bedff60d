/** Each panel of the committed dashboards, its queries expanded and run against five years, beside the reference. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { differences } from './cells.ts';
import { expectationOf } from './expectations/all.ts';
import { committedDashboards } from './grafana/model.ts';
import { looks, specialLooks } from './looks.ts';
import { oughtCells, shownCells, startWorld, viewOf, type World } from './world.ts';
import { fiveYears } from './years/built.ts';

const dashboards = committedDashboards();

let world: World;
before(async () => {
  world = await startWorld(fiveYears);
});
after(() => world[Symbol.asyncDispose]());

for (const dashboard of dashboards) {
  for (const panel of dashboard.panels) {
    test(`${dashboard.title}, ${panel.title}: what it shows is what the readings say`, async () => {
      const expectation = expectationOf(dashboard, panel);
      const names = expectation.looks ?? Object.keys(looks);
      for (const name of names) {
        const look = { ...looks, ...specialLooks }[name];
        assert.ok(look, name);
        const viewed = await viewOf(dashboard, world, look);
        const shown = await shownCells(panel, expectation, viewed);
        const ought = await oughtCells(expectation, world, viewed);
        assert.ok(ought.size > 0, `the reference has something for ${name}`);
        const wrong = differences(shown, ought);
        const said = `${name}: ${String(wrong.length)} of ${String(ought.size)}, ${wrong.slice(0, 5).join('; ')}`;
        assert.equal(wrong.length, 0, said);
      }
    });
  }
}
