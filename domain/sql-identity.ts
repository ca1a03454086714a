import { literal } from './sql-text.ts';

/** White space and invisible characters, as `plainId` takes them from the ends of an id: Unicode's own lists, as SQL has no names for them. */
const atEnds =
  String.raw`\t-\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}` +
  String.raw`\x{AD}\x{34F}\x{61C}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180F}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}` +
  String.raw`\x{3164}\x{FE00}-\x{FE0F}\x{FEFF}\x{FFA0}\x{FFF0}-\x{FFF8}`;
/** `plainId` takes those beyond the basic plane from the beginning only. */
const atStart = String.raw`${atEnds}\x{1BCA0}-\x{1BCA3}\x{1D173}-\x{1D17A}\x{E0000}-\x{E0FFF}`;

/** Printable ASCII, so that nearly all texts need no pattern. */
const isPlainSign = (sign: string): string => `ascii(${sign}) between 33 and 126`;

/** The one form of a source id, in SQL, as `plainId` makes it; empty if nothing is left. */
export const plainIdIn = (x: string): string =>
  `case when ${isPlainSign(x)} and ${isPlainSign(`right(${x}, 1)`)} then nfc_normalize(${x})
    else regexp_replace(nfc_normalize(${x}), ${literal(`^[${atStart}]+|[${atEnds}]+$`)}, '', 'g') end`;

/** Whether a text shows nothing, in SQL, as `isInvisible` says. */
export const isInvisibleIn = (x: string): string =>
  `not ${isPlainSign(x)} and regexp_full_match(${x}, ${literal(String.raw`[${atStart}\pC\x{2800}]*`)})`;
