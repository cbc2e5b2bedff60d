import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addUp, closingLine, judge, readJUnit } from './results.ts';

test('every test of a JUnit report counts once, in suites, nested suites and without any', () => {
  const xml = `<?xml version="1.0"?><testsuites>
    <testcase name="alone"/>
    <testsuite name="a"><testcase name="1"/><testsuite name="b"><testcase name="2">
      <failure message="no">at &lt;here&gt;</failure></testcase></testsuite></testsuite>
    <testsuite name="c"><testcase name="3"><error/></testcase><testcase name="4"><system-out>x</system-out></testcase></testsuite>
  </testsuites>`;
  assert.deepEqual(readJUnit(xml), { passed: 3, failed: 2 });
  assert.deepEqual(readJUnit('<testsuite><testcase name="1"/></testsuite>'), { passed: 1, failed: 0 });
});

test('a skipped test is a failed one', () => {
  assert.deepEqual(readJUnit('<testsuites><testcase><skipped/></testcase></testsuites>'), {
    passed: 0,
    failed: 1,
  });
});

test('what is no report is none', () => {
  for (const text of ['', 'Killed', '<testsuites><testcase>', '<html></html>']) {
    assert.equal(readJUnit(text), undefined, text);
  }
});

test('a runner that crashed, left no report, or ran nothing counts as failed', () => {
  assert.deepEqual(judge(0, { passed: 3, failed: 0 }), { passed: 3, failed: 0 });
  assert.deepEqual(judge(1, { passed: 3, failed: 2 }), { passed: 3, failed: 2 });
  assert.deepEqual(judge(null, { passed: 3, failed: 0 }), { passed: 3, failed: 1 });
  assert.deepEqual(judge(0, undefined), { passed: 0, failed: 1 });
  assert.deepEqual(judge(0, { passed: 0, failed: 0 }), { passed: 0, failed: 1 });
});

test('the closing line sums all runners', () => {
  const total = addUp([
    { passed: 3, failed: 0 },
    { passed: 1, failed: 2 },
  ]);
  assert.equal(closingLine(total), '4 passed, 2 failed');
});

test('a report whose failure shows control characters is read all the same', () => {
  const xml =
    '<testsuites><testcase name="a"/><testcase name="b"><failure>\u0008 &#x7; &#27;</failure></testcase></testsuites>';
  assert.deepEqual(readJUnit(xml), { passed: 1, failed: 1 });
});
