import { mapToActive, mapToList } from '../../../domain/proposal/states.ts';

const list = ['Created', 'Approved', 'Delivered', 'Cancelled'];

test('a value goes to the one of the list that is written alike', () => {
  expect(mapToList(['created', 'CANCELLED'], list).entries).toEqual({ created: 'Created', CANCELLED: 'Cancelled' });
});

test.each([
  ['in_progress', 'Approved'],
  ['inProgress', 'Approved'],
  ['Paid', 'Delivered'],
  ['Storniert', 'Cancelled'],
  ['pendiente', 'Created'],
  ['Payée', 'Delivered'],
  ['eingestellt', 'Cancelled'],
  ['gekündigt', 'Cancelled'],
  ['résilié', 'Cancelled'],
  ['dado de baja', 'Cancelled'],
  ['überfällig', 'Created'],
  ['gemahnt', 'Created'],
  ['teilbezahlt', 'Created'],
  ['vencida', 'Created'],
  ['échue', 'Created'],
  ['pausiert', 'Approved'],
  ['suspendido', 'Approved'],
  ['suspendu', 'Approved'],
])('the state %s goes to the value that means the same: %s', (value, target) => {
  expect(mapToList([value], list).entries).toEqual({ [value]: target });
});

test('a value that means nothing known stays open, and so does a state that the list does not have', () => {
  expect(mapToList(['Zorp', 'Paid'], ['Created'])).toEqual({ entries: {}, open: ['Zorp', 'Paid'] });
});

test('a check box is set for what is in use', () => {
  expect(mapToActive(['Active', 'Retired', 'Odd'])).toEqual({
    entries: { Active: true, Retired: false },
    open: ['Odd'],
  });
  const words = [
    'eingestellt',
    'gesperrt',
    'ausgelaufen',
    'suspendido',
    'descatalogado',
    'résiliée',
    'Nicht verfügbar',
  ];
  expect(mapToActive(words)).toEqual({ entries: Object.fromEntries(words.map((one) => [one, false])), open: [] });
});
