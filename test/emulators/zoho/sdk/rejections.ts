import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { insert, readOne } from './records.ts';
import { at, storedId, list, type Step } from './step.ts';

/** Errors in the clients. Their exceptions are usually values in an answer, and are seldom thrown. */
export const rejectionSteps: Step[] = [
  {
    name: 'An invalid record is an exception in the results, and the other records are written',
    async run({ sdk }) {
      const reply = await insert(sdk, 'Accounts', [
        { Account_Name: 'Fine Ltd', Legacy_Id: 'ACC-20' },
        { Account_Name: 'Twin Ltd', Legacy_Id: 'ACC-1' },
        { Account_Name: 'x'.repeat(201) },
      ]);
      equal(reply.status, 207, JSON.stringify(reply));
      deepEqual(
        list(reply, 'data').map((item) => [at(item, 'status'), at(item, 'code')]),
        [
          ['success', 'SUCCESS'],
          ['error', 'DUPLICATE_DATA'],
          ['error', 'INVALID_DATA'],
        ],
      );
      equal(at(reply, 'data.1.details.api_name'), 'Legacy_Id');
      equal(at(reply, 'data.1.details.json_path'), '$.data[1].Legacy_Id');
      equal(Number(at(reply, 'data.2.details.maximum_length')), 200);
      equal(at(reply, 'data.2.message'), 'invalid data');
    },
  },
  {
    name: 'If every record is rejected, the answer is 400 and its results are exceptions',
    async run(session) {
      const { sdk } = session;
      const reply = await insert(sdk, 'Accounts', [{ Account_Name: 'Twin Ltd', Legacy_Id: 'ACC-1' }]);
      equal(reply.status, 400);
      equal(reply.kind, 'ActionWrapper');
      equal(at(reply, 'data.0.code'), 'DUPLICATE_DATA');
      equal(at(reply, 'data.0.details.duplicate_record.id'), storedId(session, 'harbour'));
    },
  },
  {
    name: 'More than a hundred records in one call are rejected, and none is written',
    async run({ sdk }) {
      const rows = Array.from({ length: 101 }, (_, place) => ({ Last_Name: `Crowd ${place}` }));
      const reply = await insert(sdk, 'Contacts', rows);
      equal(reply.status, 400);
      match(JSON.stringify(reply.value), /LIMIT_EXCEEDED/);
      const { RecordOperations } = sdk.client.Record;
      equal(Number(at(await sdk.reply(await new RecordOperations('Contacts').recordCount()), 'count')), 2);
    },
  },
  {
    name: 'An unknown module is an exception with the error code of Zoho',
    async run({ sdk }) {
      await rejects(insert(sdk, 'Nonsense', [{ Name: 'x' }]), (thrown: unknown) => {
        match(JSON.stringify(at(thrown, 'details') ?? thrown), /INVALID_MODULE/);
        return true;
      });
    },
  },
  {
    name: 'An unknown record is an exception with the error code of Zoho',
    async run({ sdk }) {
      const { RecordOperations } = sdk.client.Record;
      const reply = await sdk.reply(await new RecordOperations('Accounts').getRecord(5725767999999999999n));
      equal(reply.status, 400);
      equal(reply.kind, 'APIException');
      deepEqual([at(reply, 'code'), at(reply, 'status')], ['INVALID_DATA', 'error']);
      await rejects(readOne(sdk, 'Accounts', '5725767999999999999'));
    },
  },
  {
    name: 'A list without fields is rejected, and the exception names the parameter',
    async run({ sdk }) {
      const { RecordOperations } = sdk.client.Record;
      const reply = await sdk.reply(await new RecordOperations('Accounts').getRecords());
      equal(reply.status, 400);
      equal(reply.kind, 'APIException');
      equal(at(reply, 'code'), 'REQUIRED_PARAM_MISSING');
      deepEqual(at(reply, 'details'), { param_name: 'fields' });
    },
  },
];
