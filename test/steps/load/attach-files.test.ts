import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectorError } from '../../../connectors/error.ts';
import type { LaneInput } from '../../../schemas/engagement.ts';
import type { ClaimedRecord } from '../../../schemas/record.ts';
import { attachFiles, type FilePorts } from '../../../steps/load/attach-files.ts';
import { createFakeZoho } from '../../support/fake-zoho.ts';
import { never } from '../../support/steps.ts';

const input = { module: 'Attachments', pass: 'base' } as LaneInput;
const busy = (retryAfterMs: number) => new ConnectorError('rate-limited', 'Zoho is busy', { retryAfterMs });

const file = (no: number): ClaimedRecord => ({
  no,
  key: `acme:documents:D${no}`,
  values: { File_Name: `D${no} [acme.documents.D${no}].txt`, Parent_Id: { id: '1', module: { api_name: 'Accounts' } } },
  zohoId: null,
  unresolved: [],
  unimaged: [],
  last: null,
  held: {},
});

/** Zoho that refuses the calls with these numbers. */
function refusing(refused: number[], retryAfterMs: number) {
  const calls: string[] = [];
  const files: FilePorts = {
    documents: { open: () => Promise.resolve(Readable.from(['text'])) },
    guard: { scanText: () => [] },
    store: () => Promise.resolve(),
    sentTo: () => Promise.resolve(null),
    replace: () => Promise.resolve(),
    ofMails: {
      zoho: { readMail: () => Promise.resolve(null) },
      mails: { findByNo: () => Promise.resolve(new Map()) },
      files: { find: () => Promise.resolve(new Map()) },
    },
    zoho: {
      listFiles: () => Promise.resolve([]),
      removeFiles: () => Promise.resolve([]),
      attach: (_, { name }) => {
        calls.push(name.slice(0, 2));
        return refused.includes(calls.length)
          ? Promise.reject(busy(retryAfterMs))
          : Promise.resolve({ ok: true, id: `${calls.length}`, modifiedAt: null });
      },
    },
  };
  const send = (signal: AbortSignal) =>
    attachFiles(files, () => Promise.resolve(), signal)(
      { zoho: createFakeZoho(), keyField: 'Portage_Key', settle: () => delay(0, undefined, { signal }) },
      input,
      [file(1), file(2), file(3)],
      false,
    );
  return { calls, send };
}

test('a file that Zoho refuses because it is busy is sent again alone', async () => {
  const { calls, send } = refusing([2, 3], 1);
  expect((await send(never)).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
  expect(calls).toEqual(['D1', 'D2', 'D2', 'D2', 'D3']);
});

test('a lane that is to stop does not wait until Zoho is free, and sends nothing more', async () => {
  const { calls, send } = refusing([2], 3_600_000);
  await expect(send(AbortSignal.abort())).rejects.toThrow('The operation was aborted');
  expect(calls).toEqual(['D1', 'D2']);
});
