import { localeOf } from '../../../steps/proposal/locale.ts';

test('the currency is that of the org, and a source with another one is a remark', () => {
  expect(localeOf({ currencies: ['EUR', 'GBP'], countries: ['DE'] }, 'GBP')).toEqual({
    currency: 'GBP',
    phoneRegion: 'DE',
    remarks: ['Most amounts of the source are in EUR, but the currency of the org is GBP: check currency.'],
  });
  expect(localeOf({ currencies: ['EUR'], countries: ['DE'] }, '')).toMatchObject({ currency: 'EUR', remarks: [] });
  expect(localeOf({ currencies: [], countries: ['DE'] }, '')).toMatchObject({ currency: 'USD' });
});

test.each([
  ['Deutschland', 'DE'],
  ['uk', 'GB'],
  ['España', 'ES'],
])('phones are read as those of %s, %s', (country, region) => {
  expect(localeOf({ currencies: [], countries: ['nowhere', country] }, 'EUR').phoneRegion).toBe(region);
});

test('without a country, the region is that of the currency, and a remark says so', () => {
  expect(localeOf({ currencies: [], countries: [] }, 'GBP')).toEqual({
    currency: 'GBP',
    phoneRegion: 'GB',
    remarks: ['No column has countries: check phoneRegion, which is GB by the currency.'],
  });
  expect(localeOf({ currencies: [], countries: [] }, 'EUR').phoneRegion).toBe('US');
});
