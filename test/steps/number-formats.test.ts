import { SourceProfile } from '../../schemas/profile.ts';
import { formatIn, numberFormatsOf } from '../../steps/number-formats.ts';

const profile = (changes: object) =>
  SourceProfile.safeParse({
    ...{ kind: 'files', system: 'acme', folder: 'delivery', timeZone: 'UTC' },
    objects: {
      billing_accounts: {
        ...{ key: 'no', files: 'accounts.csv', format: 'csv', fields: { no: 'NO', limit: 'LIMIT' } },
        numbers: { limit: { decimal: ',', thousands: '.' } },
      },
    },
    ...changes,
  });

test('a column has the format of its object, or that of the profile, or none', () => {
  const all = { decimal: '.' };
  const [own, whole] = [{}, { numberFormat: all }].map((one) => formatIn(numberFormatsOf(profile(one).data!)));
  expect(own?.('billing_accounts', 'limit')).toEqual({ decimal: ',', thousands: '.' });
  expect(own?.('billing_accounts', 'balance')).toBeUndefined();
  expect(whole?.('billing_accounts', 'limit')).toEqual({ decimal: ',', thousands: '.' });
  expect(whole?.('invoices', 'total')).toEqual(all);
});

test('a format needs two different signs', () => {
  const { error } = profile({ numberFormat: { decimal: '.', thousands: '.' } });
  expect(error?.issues).toMatchObject([{ path: ['numberFormat'], message: 'needs two different signs' }]);
});
