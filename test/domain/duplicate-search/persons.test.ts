import { comparePersons, personName, wholeName } from '../../../domain/duplicate-search/persons.ts';

type Name = [given: string, family: string];
const compare = (one: Name, other: Name) => comparePersons(personName(...one), personName(...other));

test.each<[one: Name, other: Name, level: ReturnType<typeof compare>]>([
  [['John', 'Smith'], ['JOHN', ' smith'], 'the same'],
  [['Jürgen', 'Müller'], ['Juergen', 'MUELLER'], 'the same'],
  [['Jean-Luc', "O'Neil"], ['Jeanluc', 'ONeil'], 'the same'],
  [['Ελένη', 'Papadaki'], ['Eleni', 'Papadaki'], 'the same'],
  [['Dr. John', 'Smith'], ['John', 'Smith'], 'the same'],
  [['', 'Smith, John'], ['John', 'Smith'], 'the same'],
  [['Smith, John', ''], ['John', 'Smith'], 'the same'],
  [['Smith', 'John'], ['John', 'Smith'], 'the same, given name and surname swapped'],
  [['William', 'Tarn'], ['Bill', 'Tarn'], 'one the same, the other nearly'],
  [['Michael', 'Tarn'], ['Mike', 'Tarn'], 'one the same, the other nearly'],
  [['John Paul', 'Tarn'], ['John', 'Tarn'], 'one the same, the other nearly'],
  [['J.', 'Tarn'], ['John', 'Tarn'], 'one the same, the other nearly'],
  [['Alexandra', 'Tarn'], ['Alex', 'Tarn'], 'one the same, the other nearly'],
  [['John', 'Brightwater'], ['John', 'Brihgtwater'], 'one the same, the other nearly'],
  [['Jonathan', 'Brightwater'], ['Jonathon', 'Brihgtwater'], 'both nearly the same'],
  [['Brightwatr', 'Jonathan'], ['Jonathon', 'Brightwater'], 'both nearly the same'],
  [['', 'Smith'], ['John', 'Smith'], 'the same as far as given'],
  [['John', ''], ['Peter', 'John'], 'the same as far as given'],
  [['Peter', 'John'], ['John', ''], 'the same as far as given'],
  [['', 'Smith'], ['Smith', ''], 'the same as far as given'],
  [['', 'Smythe'], ['John', 'Smyth'], 'hardly the same'],
  [['', 'Smith'], ['John', 'Vale'], 'different'],
  [['Ada', 'Vale'], ['Greta', 'Vale'], 'only the surname is the same'],
  [['Ada', 'Vale'], ['Ada', 'Okonkwo'], 'only the given name is the same'],
  [['Andreas', 'Vale'], ['Andrea', 'Okonkwo'], 'hardly the same'],
  [['Ada', 'Okonkwo'], ['Greta', 'Okonkwa'], 'hardly the same'],
  [['Ada', 'Vale'], ['Greta', 'Okonkwo'], 'different'],
  [['', ''], ['Greta', 'Okonkwo'], null],
  [['Greta', 'Okonkwo'], ['', ' '], null],
])('compares %j with %j: %s', (one, other, level) => {
  expect(compare(one, other)).toBe(level);
});

test.each<[string, ReturnType<typeof wholeName>]>([
  ['Mr John Paul Smith', { given: 'john paul', family: 'smith', mark: '' }],
  ['Smith, John', { given: 'john', family: 'smith', mark: '' }],
  ['Smith,', { given: '', family: 'smith', mark: '' }],
  ['John Smith Jr.', { given: 'john', family: 'smith', mark: 'junior' }],
  ['Juan García hijo', { given: 'juan', family: 'garcia', mark: 'junior' }],
  ['Henry Vale III', { given: 'henry', family: 'vale', mark: '3' }],
  ['Junior', { given: '', family: 'junior', mark: '' }],
  [' ', { given: '', family: '', mark: '' }],
])('reads the whole name %s', (name, read) => {
  expect(wholeName(name)).toEqual(read);
});

test('reads the mark of a generation in either column', () => {
  expect(personName('John Jr', 'Smith').mark).toBe('junior');
  expect(personName('John', 'Smith Sr.').mark).toBe('senior');
});
