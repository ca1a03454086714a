import { entryThatWithholds, withheldIn, withheldName } from '../../domain/withheld.ts';

const mapping = { withhold: ['imsi', 'subscribers.text', 'lines.sim', 'orders.lines.pin', 'address.gate'] };

test('a field is withheld from the object that is named before it, or from all objects', () => {
  expect([...withheldIn(mapping, 'subscribers')]).toContain('text');
  expect([...withheldIn(mapping, 'notes')]).not.toContain('text');
  for (const object of ['subscribers', 'notes'] as const)
    expect([...withheldIn(mapping, object)]).toEqual(expect.arrayContaining(['imsi', 'lines.sim', 'address.gate']));
  expect([...withheldIn(mapping, 'orders')]).toContain('lines.pin');
  expect([...withheldIn(mapping, 'invoices')]).not.toContain('lines.pin');
});

test('the entry that withholds a field is named as the mapping has it', () => {
  expect(entryThatWithholds(mapping, 'notes', 'imsi')).toBe('imsi');
  expect(entryThatWithholds(mapping, 'subscribers', 'text')).toBe('subscribers.text');
  expect(withheldName('notes', 'text')).toBe('notes.text');
});
