import { localeOf } from '../../../steps/proposal/locale.ts';

test('the currency is that of the org, and a source with another one is a remark', () => {
  expect(localeOf({ currencies: ['EUR', 'GBP'], countries: ['DE'] }, 'GBP', 'UTC')).toEqual({
    currency: 'GBP',
    phoneRegion: 'DE',
    remarks: ['Most amounts of the source are in EUR, but the currency of the org is GBP: check currency.'],
  });
  expect(localeOf({ currencies: ['EUR'], countries: ['DE'] }, '', 'UTC')).toMatchObject({
    currency: 'EUR',
    remarks: [],
  });
  expect(localeOf({ currencies: [], countries: ['DE'] }, '', 'UTC')).toMatchObject({ currency: 'USD' });
});

test.each([
  ['Deutschland', 'DE'],
  ['uk', 'GB'],
  ['España', 'ES'],
])('phones are read as those of %s, %s', (country, region) => {
  expect(localeOf({ currencies: [], countries: ['nowhere', country] }, 'EUR', 'UTC').phoneRegion).toBe(region);
});

test('without a country, the region is that of the currency, and a remark says so', () => {
  expect(localeOf({ currencies: [], countries: [] }, 'GBP', 'UTC')).toEqual({
    currency: 'GBP',
    phoneRegion: 'GB',
    remarks: ['No column has countries: check phoneRegion, which is GB by the currency.'],
  });
  expect(localeOf({ currencies: [], countries: [] }, 'EUR', 'UTC').phoneRegion).toBe('US');
});

test.each([
  ['Europe/Madrid', 'ES'],
  ['Europe/Berlin', 'DE'],
  ['America/New_York', 'US'],
])('without a country, phones of a source in the zone %s are read as those of %s', (timeZone, region) => {
  expect(localeOf({ currencies: [], countries: [] }, 'EUR', timeZone)).toMatchObject({
    phoneRegion: region,
    remarks: [`No column has countries: check phoneRegion, which is ${region} by the time zone of the source.`],
  });
});
