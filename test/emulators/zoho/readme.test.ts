import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultKinds } from '../../../emulators/zoho/faults.ts';
import { operations } from '../../../emulators/zoho/operations.ts';
import { openEmulator } from './caller.ts';
import { specOperations, specsArePresent, unlisted } from './specs.ts';

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

/** Modules with operations of their own in Zoho's files that the demo's orgs don't have. */
const absent = /\/(Entity_Scores__s|Appointments_Rescheduled_History__s|Services__s)/;
const segmentsOf = (call: string) => call.replace(/\/crm\/(bulk\/)?v8/, (_, bulk?: string) => (bulk ? '/bulk' : ''));

/** Whether an operation of the emulator matches one of Zoho's files: the same literals, and parameters in the same places. */
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

withSpecs("the README has the correct number of operations from Zoho's files", () => {
  const covered = specOperations().filter(
    (given) => !absent.test(given) && operations.some((own) => covers(own.call, given)),
  );
  // The result of a bulk write is one more: the files have its path only as `{download_url}`.
  const [, stated] = /emulator has (\d+) of the/.exec(section('Operations').replaceAll('\n', ' ')) ?? [];
  expect(Number(stated)).toBe(covered.length + 1);
});

withSpecs("operations in Zoho's files that the emulator does not have answer that they are not imitated", async () => {
  const zoho = await openEmulator();
  const missing = specOperations().filter((given) => !operations.some((own) => covers(own.call, given)));
  const imitated: string[] = [];
  // The licences are one of the features.
  for (const given of missing.filter((one) => !absent.test(one) && !one.endsWith('/__features/user_licenses'))) {
    const [method = '', path = ''] = given.split(' ');
    const filled = path.replaceAll(/\{module\w*\}/gi, 'Accounts').replaceAll(/\{\w+\}/g, '1');
    const { status } = await zoho.raw(method, filled);
    if (status !== 501) imitated.push(`${given} ${status}`);
  }
  await zoho.close();
  expect(imitated).toEqual([]);
});

withSpecs("an answer that differs from Zoho's files is reported with its operation and place", () => {
  const call = { org: '1', method: 'GET', path: '/crm/v8/settings/roles', status: 200, ms: 1 };
  const exchange = { ...call, body: { roles: [{ name: 7 }] } };
  expect(unlisted(exchange)).toContainEqual({ operation: 'GET /crm/v8/settings/roles', at: 'roles[].name' });
});
