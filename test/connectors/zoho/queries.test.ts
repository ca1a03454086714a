import { openClient } from '../../support/zoho-client.ts';
import { startZohoStub } from '../../support/zoho-stub.ts';

const segment = { apiName: 'Segment', dataType: 'multiselectpicklist' };

/** The uses of the value `SME` that are counted where the records have these contents of the field. */
async function usesOf(...contents: unknown[]): Promise<number | null> {
  const data = contents.map((one, place) => ({ id: String(place + 1), Segment: one }));
  const stub = await startZohoStub(() => ({ body: { data, info: { more_records: false } } }));
  try {
    return await openClient(stub.url).countUses('Accounts', segment, { value: 'SME' });
  } finally {
    await stub.close();
  }
}

test('a value of a multi-select pick list is in use where a record has it, in a list or in one text', async () => {
  expect(await usesOf(['SME', 'Consumer'], ['Consumer'], 'Consumer;SME', 'Consumer')).toBe(2);
});

test('a content that is neither a list of texts nor a text counts as a use, because an unused value is removed', async () => {
  expect(await usesOf({ values: ['SME'] }, [{ name: 'SME' }], 7, null, ['Consumer'])).toBe(4);
});
