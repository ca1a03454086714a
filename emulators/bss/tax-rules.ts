import type { Row } from './records.ts';

/** How the operator taxes. The scheme of an account says which rules apply. */
export const taxRules: Row[] = [
  ['STANDARD', 'VAT', '20.00', 'all services, unless another rule of the scheme applies', '2011-01-04'],
  ['STANDARD', 'VAT-REDUCED', '5.00', 'energy-saving devices', '2011-01-04'],
  ['STANDARD', 'VAT-ZERO', '0.00', 'calls and data outside the country', '2017-11-01'],
  ['EXEMPT', 'VAT-EXEMPT', '0.00', 'all services, for accounts with a certificate', '2011-01-04'],
].map(([scheme = '', code = '', rate = '', applies_to = '', valid_from = '']) => ({
  ...{ scheme, code, rate, applies_to, valid_from, valid_to: null },
}));
