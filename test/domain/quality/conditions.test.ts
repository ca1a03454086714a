import { noteUnsound } from '../../../connectors/staging/survey-keys.ts';
import { isUnsound, recordOf } from '../../../domain/quality/conditions.ts';
import { openTables } from '../../support/survey.ts';

test('a row without an id, with a repeated one or with one that can’t be a key is rejected, and two of them are known by place', async () => {
  const orders = { columns: { no: 'id' } as const, rows: [['O1'], [''], ['O1'], ['o1'], ['O2']] };
  const { survey, close } = await openTables({ orders });
  try {
    await noteUnsound(survey, 'orders', 'differs in case', [3]);
    expect(await survey.rows(`select ${recordOf('orders')}, ${isUnsound('orders')} from orders`)).toEqual([
      ['O1', false],
      [' row 2', true],
      [' row 3', true],
      ['o1', true],
      ['O2', false],
    ]);
  } finally {
    await close();
  }
});
