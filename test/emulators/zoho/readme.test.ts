import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultKinds } from '../../../emulators/zoho/faults.ts';
import { operations } from '../../../emulators/zoho/operations.ts';
import { specOperations, specsArePresent, unexplained } from './specs.ts';

const readme = readFileSync(join(import.meta.dirname, '../../../emulators/zoho/README.md'), 'utf8');
const section = (title: string) => readme.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const codes = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

test('the README lists every operation that the emulator has, and no other', () => {
  const listed = codes(section('Operations')).filter((code) => /^[A-Z]+ \//.test(code) && !code.includes('/oauth/'));
  expect(listed.sort()).toEqual(operations.map((operation) => operation.call).sort());
});

test('the README lists every fault', () => {
  expect(codes(section('Faults'))).toEqual(expect.arrayContaining([...faultKinds]));
});

const withSpecs = specsArePresent ? test : test.skip;

/** Modules of which Zoho's files have operations of their own and the demo's orgs nothing. */
const absent = /\/(Entity_Scores__s|Appointments_Rescheduled_History__s|Services__s)/;
const segmentsOf = (call: string) => call.replace(/\/crm\/(bulk\/)?v8/, (_, bulk?: string) => (bulk ? '/bulk' : ''));

/** Whether an operation of the emulator is one of Zoho's files: the same words, and parameters in the same places. */
function covers(own: string, given: string): boolean {
  const [left, right] = [own, segmentsOf(given)].map((call) => call.split(/[ /]/));
  return (
    left?.length === right?.length &&
    (left ?? []).every((segment, place) => {
      const other = right?.[place] ?? '';
      const both = segment.startsWith('{') && other.startsWith('{');
      return segment === other || both || (segment === '{module}' && /^[A-Z]/.test(other));
    })
  );
}

withSpecs("the README tells how many of the operations in Zoho's files are there", () => {
  const covered = specOperations().filter(
    (given) => !absent.test(given) && operations.some((own) => covers(own.call, given)),
  );
  // The files have no address for the result of a bulk write but `{download_url}`.
  const [, told] = /cover (\d+); a call/.exec(section('Operations').replaceAll('\n', ' ')) ?? [];
  expect(Number(told)).toBe(covered.length + 1);
});

withSpecs("an answer that is not like Zoho's files is told with its operation and place", () => {
  const exchange = { method: 'GET', path: '/crm/v8/settings/roles', status: 200, body: { roles: [{ name: 7 }] } };
  expect(unexplained(exchange)).toContainEqual({ operation: 'GET /crm/v8/settings/roles', at: 'roles[].name' });
});
