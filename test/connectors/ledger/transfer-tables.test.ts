import { migrateLedger, openLedger, type Ledger } from '../../../connectors/ledger/database.ts';
import { listTransferTables, mapOf } from '../../../connectors/ledger/transfer-tables.ts';
import { createTestDatabase } from '../../support/database.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let ledger: Ledger;
beforeAll(async () => {
  database = await createTestDatabase();
  await migrateLedger(database.url);
  ledger = openLedger(database.url, 1);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

/** Numbers that an import leaves as they are: what Zoho gives, places in the rows of one engagement, and counts. */
const kept = {
  ofZoho: 'zoho_id owner_id parent_id head',
  places:
    'seq no last_no first_no base_no custom_no part page slice lane epoch booked_to claimed_to watch version based_on decision',
  counts:
    'bodies_scanned values_scanned tokens_scanned bytes rows filled calls credits withheld missing created updated rejected ' +
    'destination_before population done total',
};
const known = new Set(Object.values(kept).flatMap((names) => names.split(' ')));

test('an import gives each number anew that this ledger gives, and knows all others', async () => {
  const tables = await ledger.withClient((client) => listTransferTables(client));
  const numbers = tables.flatMap(({ name: table, columns }) =>
    columns.filter(({ type }) => /int/.test(type)).map((column) => ({ table, column, map: mapOf(table, column) })),
  );
  const unknown = numbers.filter(({ column, map }) => map === null && !column.isNumbered && !known.has(column.name));
  expect(unknown.map(({ table, column }) => `${table}.${column.name}`)).toEqual([]);
  expect(numbers).toContainEqual(
    expect.objectContaining({ column: expect.objectContaining({ name: 'replaced_by' }), map: 'run_number' }),
  );
});
