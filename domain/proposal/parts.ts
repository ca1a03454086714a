import type { SourceRule } from '../../schemas/mapping.ts';
import { conditionText, exclusionTexts } from '../condition-text.ts';
import { fieldOf } from '../duplicates.ts';
import { moneyColumns, rulesOf } from '../named-fields.ts';

/** A part of a source that the proposal has no score for. */
interface Part {
  /** Undefined where the source does not have it. */
  of: (source: SourceRule) => unknown;
  /** Of a source that has it. */
  text: (source: SourceRule) => string;
}

const unlessEmpty = <One>(list: One[]): One[] | undefined => (list.length > 0 ? list : undefined);
const fixedIn = (source: SourceRule) => rulesOf(source).filter(([, , { constant }]) => constant !== undefined);

/** By the name under which they are listed. */
export const parts: Record<string, Part> = {
  lines: {
    of: ({ lines }) => lines,
    text: ({ lines }) => `${lines!.into}: ${Object.keys(lines!.fields).join(', ')}`,
  },
  route: { of: ({ route }) => route, text: ({ route }) => conditionText(route!) },
  exclude: { of: ({ exclude }) => unlessEmpty(exclude), text: (source) => exclusionTexts(source).join('; ') },
  dedupe: {
    of: ({ dedupe }) => unlessEmpty(dedupe),
    text: ({ dedupe }) => dedupe.map((fields) => fields.map(fieldOf).join(' and ')).join('; '),
  },
  money: {
    of: ({ money }) => money,
    text: (source) =>
      moneyColumns(source)
        .map(([figure, column]) => `${figure} ${column}`)
        .join(', '),
  },
  'fixed values': {
    of: (source) => unlessEmpty(fixedIn(source)),
    text: (source) =>
      fixedIn(source)
        .map(([, into, { constant }]) => `${into} ${String(constant)}`)
        .join(', '),
  },
};
