/** Adds up what all runners report, out of the JUnit files that each of them writes. */
import { parseXml, XmlElement, type XmlNode } from '@rgrove/parse-xml';

export interface Result {
  readonly passed: number;
  readonly failed: number;
}

/** Control characters that a failed test may show, as they are or by their numbers. */
// eslint-disable-next-line no-control-regex -- those are meant
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|&#(?:x[\da-f]{1,2}|\d{1,2});/gi;

/**
 * Counts a JUnit report. A skipped test counts as failed: this suite has what it needs or says so.
 *
 * @returns undefined where it is no JUnit report.
 */
export function readJUnit(xml: string): Result | undefined {
  let root: XmlElement | null;
  try {
    ({ root } = parseXml(xml.replaceAll(notXml, '?')));
  } catch {
    return undefined;
  }
  if (root === null || !['testsuites', 'testsuite'].includes(root.name)) return undefined;
  const cases = testCases(root);
  const failed = cases.filter(({ children }) => children.some(isFailure)).length;
  return { passed: cases.length - failed, failed };
}

/**
 * What a runner that ended so has earned: a report that is missing, unreadable or empty, or a crash after a
 * clean report, is a failure of its own.
 */
export function judge(exitCode: number | null, report: Result | undefined): Result {
  if (report === undefined || report.passed + report.failed === 0) return { passed: 0, failed: 1 };
  if (exitCode !== 0 && report.failed === 0) return { ...report, failed: 1 };
  return report;
}

export function addUp(results: readonly Result[]): Result {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
  };
}

export function closingLine({ passed, failed }: Result): string {
  return `${String(passed)} passed, ${String(failed)} failed`;
}

function testCases(element: XmlElement): XmlElement[] {
  return element.children
    .filter((child) => child instanceof XmlElement)
    .flatMap((child) => (child.name === 'testcase' ? [child] : testCases(child)));
}

function isFailure(child: XmlNode): boolean {
  return child instanceof XmlElement && ['failure', 'error', 'skipped'].includes(child.name);
}
