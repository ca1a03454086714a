import { cleanFileName, cutStem, splitName } from '../../domain/file-name.ts';

test.each([
  ['contract.pdf', 'contract.pdf'],
  ['../../../etc/contract.pdf', 'contract.pdf'],
  ['C:\\Users\\dora\\meter.png', 'meter.png'],
  ['a<b>c:d"e|f?g*h[i].pdf', 'a_b_c_d_e_f_g_h_i_.pdf'],
  ['  two   words .pdf  ', 'two words .pdf'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['con.txt', '_con.txt'],
  ['..hidden..', 'hidden'],
  ['σύμβαση.pdf', 'σύμβαση.pdf'],
  ['/', ''],
])('%j becomes the plain name %j', (name, plain) => {
  expect(cleanFileName(name)).toBe(plain);
});

test('an extension has a letter and at most ten signs', () => {
  expect(splitName('a.b.pdf')).toEqual({ stem: 'a.b', extension: '.pdf' });
  for (const name of ['contract', 'version 1.2', `x.${'y'.repeat(11)}`])
    expect(splitName(name)).toEqual({ stem: name, extension: '' });
});

test('a stem is cut between characters', () => {
  expect(cutStem('contract', 20)).toBe('contract');
  expect(cutStem('a contract', 2)).toBe('a');
  expect(cutStem('contract', 0)).toBe('');
});
