import { mulberry32 } from '../../emulators/mulberry32.ts';

/** A customer in the columns of a source. */
export interface Person {
  id: string;
  given: string;
  family: string;
  birth: string;
  document: string;
  email: string;
  phone: string;
  street: string;
  city: string;
  postcode: string;
}

export interface LookAlikes {
  people: Person[];
  /** Ids of the pairs that are of one person. */
  same: [string, string][];
  /** Ids of pairs that look alike and are two people, by what they are. */
  different: Record<'twins' | 'couple' | 'father and son' | 'staff', [string, string][]>;
}

const syllables = 'ba ko ri ta mel dun ser vi lo gan her mi pol sa ter nu wes el cor fin'.split(' ');
const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

/**
 * People of whom some are described twice with one to three faults, and look-alikes who are different people. The same seed
 * makes the same people.
 * @param size of each kind
 */
export function makeLookAlikes(size: number, seed = 1): LookAlikes {
  const next = mulberry32(seed);
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <One>(list: readonly One[]): One => list[between(0, list.length - 1)]!;
  const word = (parts: number) => capital(Array.from({ length: parts }, () => pick(syllables)).join(''));
  const givenNames = Array.from({ length: 150 }, () => word(2));
  const families = Array.from({ length: 600 }, () => word(3));
  const two = (value: number) => String(value).padStart(2, '0');
  const people: Person[] = [];
  const add = (changes: Partial<Person> = {}): Person => {
    const [given, family] = [pick(givenNames), pick(families)];
    const person = {
      ...{ given, family },
      birth: `${between(1945, 2004)}-${two(between(1, 12))}-${two(between(1, 28))}`,
      document: `D${between(10_000_000, 99_999_999)}`,
      email: `${given}.${family}${between(1, 99)}@mail.example`.toLowerCase(),
      phone: `+44 7700 ${between(100_000, 999_999)}`,
      street: `${between(1, 180)} ${word(2)} Street`,
      ...{ city: `${pick(syllables)}ford`, postcode: `P${between(1_000, 9_999)}` },
      ...changes,
      id: `P${String(people.length + 1).padStart(6, '0')}`,
    };
    people.push(person);
    return person;
  };
  const home = ({ street, city, postcode }: Person) => ({ street, city, postcode });
  const otherGiven = (name: string) => pick(givenNames.filter((one) => one.slice(0, 2) !== name.slice(0, 2)));
  const typo = (text: string) => {
    const at = between(1, text.length - 2);
    return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2);
  };
  const faults: ((person: Person) => Partial<Person>)[] = [
    ({ family }) => ({ family: typo(family) }),
    ({ given }) => ({ given: `${given[0]}.` }),
    ({ given, family }) => ({ given: family, family: given }),
    ({ phone }) => ({ phone: phone.replace('+44 ', '0') }),
    () => ({ phone: `+44 7700 ${between(100_000, 999_999)}` }),
    () => ({ email: '' }),
    () => ({ document: '' }),
    () => ({ street: `${between(1, 180)} ${word(2)} Street`, postcode: `P${between(1_000, 9_999)}` }),
    ({ street }) => ({ street: typo(street) }),
  ];
  const found: LookAlikes = { people, same: [], different: { twins: [], couple: [], 'father and son': [], staff: [] } };
  for (let number = 0; number < size; number += 1) {
    const person = add();
    const changes = Array.from({ length: between(1, 3) }, () => pick(faults)(person));
    found.same.push([person.id, add({ ...person, ...(Object.assign({}, ...changes) as Partial<Person>) }).id]);

    const twin = add();
    const { family, birth, email, phone } = twin;
    const document = `D${Number(twin.document.slice(1)) + 1}`;
    const given = otherGiven(twin.given);
    found.different.twins.push([twin.id, add({ ...home(twin), given, family, birth, email, phone, document }).id]);

    const one = add();
    const shared = { ...home(one), family: one.family, email: one.email, phone: one.phone };
    found.different.couple.push([one.id, add({ ...shared, given: otherGiven(one.given) }).id]);

    const father = add({ birth: `${between(1935, 1955)}-03-04` });
    const son = { ...home(father), given: father.given, family: father.family, phone: father.phone };
    found.different['father and son'].push([father.id, add({ ...son, birth: `${between(1970, 1990)}-11-20` }).id]);

    if (number % 20 === 0) {
      const boss = add();
      const staff = Array.from({ length: 20 }, () => add({ ...home(boss), email: boss.email, phone: boss.phone }));
      found.different.staff.push(...staff.map(({ id }): [string, string] => [boss.id, id]));
    }
  }
  return found;
}
