import { toCountry } from '../../domain/values/countries.ts';

test.each([
  ['IE', 'Ireland'],
  ['irl', 'Ireland'],
  ['Deutschland', 'Germany'],
  ['ESPAÑA', 'Spain'],
  ['Cote d’Ivoire', 'Côte d’Ivoire'],
  ["Côte d'Ivoire", 'Côte d’Ivoire'],
  ['Bosnia and Herzegovina', 'Bosnia & Herzegovina'],
  ['The Netherlands', 'Netherlands'],
  ['U.S.A.', 'United States'],
  ['Czech Republic', 'Czechia'],
  ['Turkey', 'Türkiye'],
  ['XK', 'Kosovo'],
  ['España', 'Spain'],
  ['Österreich', 'Austria'],
  ['Suisse', 'Switzerland'],
  ['Svizzera', 'Switzerland'],
  ['Belgique', 'Belgium'],
  ['Brasil', 'Brazil'],
  ['Magyarország', 'Hungary'],
  ['Suomi', 'Finland'],
  ['Norge', 'Norway'],
  ['ΕΛΛΆΔΑ', 'Greece'],
  ['Česko', 'Czechia'],
  ['Россия', 'Russia'],
  ['日本', 'Japan'],
])('%s is %s', (text, value) => {
  expect(toCountry(text)).toEqual({ ok: true, value });
});

test.each(['EU', 'ZZ', 'UN', 'XA', 'SU', 'YU', 'CS', 'constructor', '__proto__', 'Atlantis', '12'])(
  '%s is no country, and is not replaced by one',
  (text) => {
    expect(toCountry(text)).toEqual({ ok: false, reason: 'not a known country' });
  },
);
