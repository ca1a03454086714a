import { foreignNotations } from './foreign-notations.ts';
import { notations } from './identifier-notations.ts';
import { lookAlikes } from './look-alikes.ts';
import { identifiersOf, identifiersWith } from './network-identifiers.ts';
import { randomFor, type Random } from './random.ts';
import type { Defect } from './records.ts';
import type { Scale } from './scale.ts';

/**
 * How a place takes a text: `text` alone or in a sentence, of any length and with line breaks; `line` in brackets behind the
 * value; `code` behind the value, if it is short; `mail` as the local part; `phone` instead of the number; `file` in the file's name.
 */
export type Form = 'text' | 'line' | 'code' | 'mail' | 'phone' | 'file';

/** Whether a text fits a form. */
const fits: Record<Form, (text: string) => boolean> = {
  text: () => true,
  line: (text) => text.length <= 100 && !/[\t\r\n]/.test(text),
  code: (text) => text.length <= 28 && !/[\t\r\n]/.test(text),
  mail: (text) => text.length <= 64 && /^[a-z\d][\w.-]*$/i.test(text),
  phone: (text) => text.length <= 20 && /^\+?\d[\d -]{13,}$/.test(text),
  file: (text) => text.length <= 60 && !/[\t\r\n/\\:]/.test(text),
};

const sentences: ((text: string) => string)[] = [
  (text) => `customer wrote ${text} on the form`,
  (text) => `see ${text} for details`,
  (text) => `was ${text} before, changed since`,
];

/** The notations that fit each form. Those of one kind have the same length and signs, so an example shows it. */
const example = { ...identifiersOf(0, 40), plmnLength: 5 };
const ownByForm = listsByForm(notations, ({ write }) => write(example));
const foreignByForm = listsByForm(foreignNotations, ({ write }) => write(randomFor(0, 'example', 1)).text);
const lookAlikesByForm = listsByForm(lookAlikes, ({ write }) => write(randomFor(0, 'example', 1)));

function listsByForm<T>(list: readonly T[], textOf: (one: T) => string): Record<Form, T[]> {
  const forms = Object.keys(fits) as Form[];
  return Object.fromEntries(forms.map((form) => [form, list.filter((one) => fits[form](textOf(one)))])) as Record<
    Form,
    T[]
  >;
}

/** One of ten planted identifiers belongs to another network. */
const isForeign = (ordinal: number) => ordinal % 10 === 9;

/** Part of the entry in the answer key. */
export type Written = Required<Pick<Defect, 'value' | 'identifier'>>;

/** Writes an identifier in one of the notations that fit a form; `ordinal` decides which. Null if no notation fits. */
export function writeIdentifier(
  form: Form,
  ordinal: number,
  random: Random,
  { seed, scale }: { seed: number; scale: Scale },
): Written | null {
  if (isForeign(ordinal)) {
    const list = foreignByForm[form];
    const notation = list[Math.floor(ordinal / 10) % list.length];
    if (!notation) return null;
    const { text, numbers } = notation.write(random);
    return { value: text, identifier: { kind: notation.kind, notation: notation.name, owner: 'foreign', numbers } };
  }
  const list = ownByForm[form];
  const place = Math.floor(ordinal / 10) * 9 + (ordinal % 10);
  for (let next = 0; next < list.length; next += 1) {
    const { kind, name, write } = list[(place + next) % list.length] ?? notations[0]!;
    const identifiers = identifiersWith(kind, random, seed, scale.subscribers);
    const value = write(identifiers);
    // Base64 may contain a sign that the example has not.
    if (!fits[form](value)) continue;
    return { value, identifier: { kind, notation: name, owner: 'own', numbers: [identifiers[kind]] } };
  }
  return null;
}

/** A look-alike that fits a form; `ordinal` decides which. Null if none fits. */
export function writeLookAlike(form: Form, ordinal: number, random: Random): { kind: string; text: string } | null {
  const list = lookAlikesByForm[form];
  const lookAlike = list[ordinal % list.length];
  const text = lookAlike?.write(random) ?? '';
  return lookAlike && fits[form](text) ? { kind: lookAlike.kind, text } : null;
}

/** Puts a text into a field. `mayStandAlone` allows it to replace the value. */
export function put(form: Form, current: string, text: string, random: Random, mayStandAlone: boolean): string {
  switch (form) {
    case 'mail':
      return `${text}${current.slice(current.lastIndexOf('@'))}`;
    case 'phone':
      return text;
    case 'file':
      return `scan_${text}${current.slice(current.lastIndexOf('.'))}`;
    case 'code':
      return `${current} ${text}`.trim();
    case 'line':
      return `${current} (${text})`.trim();
    case 'text': {
      const sentence = random.pick([(one: string) => one, ...sentences])(text);
      return mayStandAlone && sentence === text ? text : `${current} ${sentence}`.trim();
    }
  }
}
