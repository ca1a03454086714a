import { parse } from 'yaml';
import { checkFree, mappingText } from '../../connectors/mapping-file.ts';

const mapping = {
  version: 1,
  modules: {
    Accounts: {
      custom: { Tier: { type: 'picklist', values: ['A', '# B', 'c: d'] } },
      sources: [
        {
          object: 'billing_accounts',
          fields: { Phone: { from: 'phone', transforms: ['phone'] } },
          ignore: { tax: 'never moves' },
        },
      ],
    },
  },
  maps: { states: { 'in: use': 'Active' } },
};
const source = ['modules', 'Accounts', 'sources', 0];

test('a mapping is written with a rule a line, and reads as what was written', () => {
  const text = mappingText(mapping, []);
  expect(text).toContain('Phone: { from: phone, transforms: [ phone ] }\n');
  expect(parse(text)).toEqual(mapping);
});

test('what a rule rests on is behind it, and what a source rests on before it', () => {
  const text = mappingText(mapping, [
    { at: source, text: 'all rows' },
    { at: [...source, 'fields', 'Phone'], text: '97 % certain' },
    { at: ['maps', 'gone'], text: 'nowhere' },
  ]);
  expect(text).toContain('# all rows\n');
  expect(text).toContain('transforms: [ phone ] } # 97 % certain\n');
  expect(text).not.toContain('nowhere');
});

test('a comment with a line break does not become a part of the mapping', () => {
  const text = mappingText(mapping, [{ at: ['maps', 'states'], text: 'odd\nmodules: {}' }]);
  expect(parse(text)).toEqual(mapping);
});

test('a file in a folder that does not exist is refused before anything is read', async () => {
  await expect(checkFree('/no/such/folder/mapping.yml', true)).rejects.toMatchObject({
    kind: 'configuration',
    message: expect.stringContaining('The folder /no/such/folder does not exist. Nothing was read or written.'),
  });
});
