import type { Ledger } from '../../../connectors/ledger/database.ts';
import { ConnectorError } from '../../../connectors/error.ts';
import type { ReadFile } from '../../../connectors/ledger/attached-files.ts';
import type { Zoho } from '../../../connectors/zoho/port.ts';
import { attachmentsAsRecords } from '../../../steps/files/attachments-as-records.ts';
import { createFakeZoho } from '../../support/fake-zoho.ts';

const ref = { engagement: 'demo', environment: 'sandbox' } as const;
const nameOf = (no: string) => `D${no} [acme.documents.D${no}].txt`;

/** A ledger in which the file `n` hangs on the account `10n`. */
const ledger = {
  query: (_: string, [, , keys]: [string, string, string[]]) =>
    Promise.resolve(keys.map((key) => ({ key, module: 'Accounts', id: `10${key.at(-1)}` }) as unknown as ReadFile)),
} as unknown as Ledger;

test('while files are removed, a call that Zoho refuses because it is busy is repeated alone', async () => {
  const calls: string[] = [];
  const zoho = {
    ...createFakeZoho(),
    queryByIds: (_: string, ids: string[]) =>
      Promise.resolve(new Map(ids.map((id) => [id, { File_Name: nameOf(id) }]))),
    removeFiles: (owner: { id: string }, ids: string[]) => {
      calls.push(owner.id);
      return calls.length === 2
        ? Promise.reject(new ConnectorError('rate-limited', 'Zoho is busy', { retryAfterMs: 1 }))
        : Promise.resolve(ids.map((id) => ({ ok: true, id, modifiedAt: null })));
    },
  } as unknown as Zoho;
  const results = await attachmentsAsRecords(zoho, ledger, ref).remove('Attachments', ['1', '2', '3']);
  expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(calls).toEqual(['101', '102', '102', '103']);
});
