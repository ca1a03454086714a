import { foldSpelling, likenessOf } from './spelling.ts';

/** The name of a firm as it is compared. Texts are folded. */
export interface FirmName {
  /** Without its legal form. */
  core: string;
  /** The legal form, in one spelling of each; empty if the name has none. */
  form: string;
}

/** Legal forms, each with its spellings after folding, the longest first. */
const legalForms: [form: string, spellings: string[]][] = [
  ['gmbh & co kg', ['gmbh and co kg', 'gmbh co kg']],
  ['gmbh', ['gesellschaft mit beschrankter haftung', 'ggmbh', 'mbh', 'gmbh']],
  ['ag', ['aktiengesellschaft', 'ag']],
  ['ltd', ['private limited', 'pvt ltd', 'limited', 'ltd']],
  ['llc', ['limited liability company', 'llc', 'ooo']],
  ['inc', ['incorporated', 'inc', 'corporation', 'corp']],
  ['plc', ['public limited company', 'plc']],
  ['llp', ['llp']],
  ['kg', ['kommanditgesellschaft', 'and co kg', 'co kg', 'kg']],
  ['ohg', ['ohg']],
  ['ug', ['unternehmergesellschaft', 'ug']],
  ['eurl', ['eurl']],
  ['sas', ['sasu', 'sas']],
  ['sarl', ['societe a responsabilite limitee', 'sarl']],
  ['srl', ['sociedad de responsabilidad limitada', 'srl']],
  ['sl', ['sociedad limitada', 'slu', 'sl']],
  ['sa', ['sociedad anonima', 'societe anonyme', 'sau', 'sa']],
  ['spa', ['spa']],
  ['bv', ['bv']],
  ['nv', ['nv']],
  ['as', ['as', 'asa']],
  ['ab', ['ab']],
  ['oy', ['oyj', 'oy']],
  ['aps', ['aps']],
  ['ao', ['zao', 'pao', 'oao', 'ao']],
  ['ae', ['ae']],
  ['epe', ['epe']],
  ['pte', ['pte ltd', 'pte']],
  ['pty', ['pty ltd', 'pty']],
  ['sp z o o', ['sp z oo', 'sp zoo', 'spzoo']],
];

/** Folded like the names, so that an umlaut in a spelling does not matter. */
const spellings = legalForms
  .flatMap(([form, list]) => list.map((one) => ({ form, spelling: ` ${foldSpelling(one)}` })))
  .toSorted((a, b) => b.spelling.length - a.spelling.length);

/** Single letters with dots between them are one word: `G.m.b.H.`, `S.A.R.L.` */
const joinDotted = (text: string): string =>
  text.replaceAll(/(?<![\p{L}\p{M}])(?:\p{L}\.\s?){1,5}\p{L}(?![\p{L}\p{M}])\.?/gu, (letters) =>
    letters.replaceAll(/[.\s]/g, ''),
  );

/** Reads the name of a firm in any alphabet. */
export function firmName(name: string): FirmName {
  const folded = foldSpelling(joinDotted(name).replaceAll(/[&+]/g, ' and ')).replaceAll(/ (?:und|et|y) /g, ' and ');
  const last = spellings.find(({ spelling }) => folded.endsWith(spelling));
  if (last) return { core: coreOf(folded.slice(0, -last.spelling.length)), form: last.form };
  // Russian firms have it in front.
  const first = spellings.find(({ spelling }) => `${folded} `.startsWith(`${spelling.trim()} `));
  return { core: coreOf(folded.slice(first ? first.spelling.length : 0)), form: first?.form ?? '' };
}

const coreOf = (folded: string): string => folded.trim().replace(/^the /, '');

/** Whether a name has a legal form, as those of persons never have. */
export const hasLegalForm = (name: string): boolean => firmName(name).form !== '';

/** How well the names of two firms agree. */
export const firmLevels = [
  'the same',
  'the same, another legal form',
  'one more word',
  'nearly the same',
  'different',
] as const;
export type FirmLevel = (typeof firmLevels)[number];

/** @returns null if a name is missing */
export function compareFirms(one: FirmName, other: FirmName): FirmLevel | null {
  if (one.core === '' || other.core === '') return null;
  const likeness = likenessOf(one.core, other.core);
  if (likeness === 'same')
    return one.form !== '' && other.form !== '' && one.form !== other.form
      ? 'the same, another legal form'
      : 'the same';
  // Words before typing mistakes: `Design` and `Designs Ltd` are near, `Design` and `Design Studios` are two firms.
  const [short, long] = [one.core, other.core].toSorted((a, b) => a.length - b.length) as [string, string];
  if (long.startsWith(`${short} `) || long.endsWith(` ${short}`)) return 'one more word';
  return likeness === 'near' ? 'nearly the same' : 'different';
}
