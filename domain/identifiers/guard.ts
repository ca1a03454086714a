import type { Json, JsonObject } from '../../schemas/json.ts';
import { addDecoded } from './decode.ts';
import { createNameJudge, isWithheld } from './field-names.ts';
import { createFormSearch } from './forms.ts';
import { spanOf, spansOfUnits, withhold, type Hit, type Span } from './hit.ts';
import { nothingKnown, type Known } from './known.ts';
import { credentialSource, type Label } from './label-words.ts';
import { createLabelSearch } from './labels.ts';
import { createNumberSearch, leastNumber } from './numbers.ts';
import { createMsinSearch, createOwnSearch } from './own.ts';
import { rules, type Action, type RuleId } from './rules.ts';
import { newTokens, readTokens, sawForm, sawLabel } from './tokens.ts';
import { fold, viewOf, type View } from './view.ts';

export interface GuardOptions {
  /** Fingerprints of the operator's own identifiers; without any, only the rules work. */
  known?: Known;
  /** Network codes of the operator, five or six digits, besides those that the known IMSIs begin with. */
  plmns?: readonly string[];
  /** Changes what a rule does. */
  actions?: Partial<Record<RuleId, Action>>;
  /** Most signs that are read for one value, decoded ones included; a value with more is withheld. */
  mostSigns?: number;
  /** Most times that one value is cleaned; of a value in which something is found each time, nothing is left. */
  mostRounds?: number;
}

export interface Counters {
  /** Values that were given. */
  values: number;
  /** Those that could hold an identifier at all and were read. */
  read: number;
  /** Numbers in them and in what was decoded: groups of digits. */
  tokens: number;
  /** Texts that were decoded from values. */
  views: number;
  hits: Partial<Record<RuleId, number>>;
}

/** An identifier in an outgoing body. */
export interface BodyHit {
  /** Place of the record in the body. */
  record: number;
  /** Path within the record, as in `Ordered_Items[0].Description`. */
  field: string;
  hit: Hit;
}

export interface Guard {
  /** All identifiers in a text. @param field name that may label the value, as in `old_sim` */
  scanText: (text: string, field?: string) => readonly Hit[];
  /** The same, and the whole value where the name of its field says what it is. */
  scanValue: (field: string, text: string) => readonly Hit[];
  /**
   * What may leave of a value, in which nothing more is found. `mask` for free text, `whole` for typed fields: see `withhold`.
   * Spans of hits are those of the text in which they were found, which for the first ones is the value.
   */
  clean: (field: string, text: string, style: 'mask' | 'whole') => { text: string; hits: readonly Hit[] };
  /** The last scan of a body: the first identifier to withhold in each record. @param exempt names that hold keys */
  scanBody: (records: readonly JsonObject[], exempt: ReadonlySet<string>) => BodyHit[];
  counters: () => Counters;
}

const none: readonly Hit[] = [];
const deepest = 3;
/** Signs of a PIN. */
const shortest = 4;

/** Nearly all identifiers have a digit. */
const anyDigit = /\d/;
/** What those that need none have: a long code, a name with a dot, or a word or sign that goes with it. */
const digitless = new RegExp(
  String.raw`(?<![\w+/-])[\w+/-]{14}|[a-z]\.[a-z]|\{\w|-----begin|permit (?:in|out)|:\/\/[^\s/@]{1,80}@|(?<![a-z])(?:${credentialSource})(?![a-z])`,
  'i',
);
const beyondAscii = /[^\0-\x7f]/;
const strangeDigits = /[\p{N}\uff01-\uff5e]/u;

/** A date, alone or with a time. No identifier is written so, and many fields are. */
const moment = /^\d{4}-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d{1,9})?)?(?:Z|[+-][0-2]\d:?[0-5]\d)?)?$/;

/** A price or a count. Too short for every identifier that is not found by a label. */
const amount = /^-?\d{1,6}(\.\d{1,2})?$/;

/** Makes the guard through which every value goes before it leaves. It holds buffers and counters, and no values. */
export function createGuard({
  known = nothingKnown,
  plmns = [],
  actions = {},
  mostSigns = 4_000_000,
  mostRounds = 4,
}: GuardOptions): Guard {
  const counters: Counters = { values: 0, read: 0, tokens: 0, views: 0, hits: {} };
  const actionOf = (rule: RuleId): Action => {
    // Where no IMSI is known, the network code is all there is.
    const usual = rule === 'own-plmn' && known.counts.imsi === 0 ? 'withhold' : rules[rule].action;
    return actions[rule] ?? usual;
  };

  // The state of one scan is kept here, because functions made for each value would cost more than what they do.
  let hits: Hit[] = [];
  let view = viewOf('');
  let signs = 0;
  const add = (rule: RuleId, spans: readonly Span[]) => {
    const action = actionOf(rule);
    if (action !== 'off') hits.push({ rule, kind: rules[rule].kind, action, spans });
  };
  const addPart = (rule: RuleId, from: number, to: number) => add(rule, spanOf(view, from, to));
  const tokens = newTokens();
  const searchOwn = createOwnSearch(known, (kind, spans) => add(`own-${kind}`, spans));
  const searchLabels = createLabelSearch(createMsinSearch(known), addPart);
  const searchForms = createFormSearch(addPart);
  const searchNumbers = createNumberSearch(known, plmns, (rule, from, to) =>
    add(rule, spansOfUnits(view, tokens.digitAt, from, to)),
  );
  let decoded: View[] = [];
  const addView = (one: View) => {
    signs -= one.text.length;
    if (signs >= 0) decoded.push(one);
  };

  function visit(given: View, depth: number, label: Label | null): void {
    view = fold(given);
    readTokens(view.text, tokens);
    counters.tokens += tokens.groups;
    searchOwn(view, tokens);
    if (label !== null || (tokens.seen & sawLabel) !== 0) searchLabels(view.text, label);
    if ((tokens.seen & (sawForm | sawLabel)) !== 0) searchForms(view.text);
    if (tokens.digitCount >= leastNumber) searchNumbers(view.text, tokens);
    if (depth === deepest) return;
    decoded = [];
    addDecoded(view, tokens, addView);
    if (decoded.length === 0) return;
    // All were collected before the first is read, because reading overwrites the tokens.
    const views = decoded;
    counters.views += views.length;
    for (const one of views) visit(one, depth + 1, null);
  }

  function scan(text: string, label: Label | null): readonly Hit[] {
    counters.values += 1;
    if (text.length < shortest) return none;
    if (!anyDigit.test(text) && !digitless.test(text) && !(beyondAscii.test(text) && strangeDigits.test(text)))
      return none;
    if (moment.test(text)) return none;
    counters.read += 1;
    const plain = label === null && text.length <= mostSigns ? amount.exec(text) : null;
    if (plain) {
      counters.tokens += plain[1] === undefined ? 1 : 2;
      return none;
    }
    hits = [];
    signs = mostSigns - text.length;
    if (signs >= 0) visit(viewOf(text), 0, label);
    if (signs < 0) add('too-long', [[0, text.length]]);
    return hits.length === 0 ? none : counted(tidy(hits));
  }

  function counted(hits: readonly Hit[]): readonly Hit[] {
    for (const { rule } of hits) counters.hits[rule] = (counters.hits[rule] ?? 0) + 1;
    return hits;
  }

  const judgeName = createNameJudge();
  const scanText = (text: string, field?: string) => scan(text, field === undefined ? null : judgeName(field).label);

  function scanValue(field: string, text: string): readonly Hit[] {
    const facts = judgeName(field);
    if (text === '' || actionOf('field-name') === 'off' || !isWithheld(facts, text)) return scan(text, facts.label);
    counters.values += 1;
    return counted([{ rule: 'field-name', kind: 'unknown', action: 'withhold', spans: [[0, text.length]] }]);
  }

  function clean(field: string, text: string, style: 'mask' | 'whole'): ReturnType<Guard['clean']> {
    const hits: Hit[] = [];
    let left = text;
    // Once more, because identifiers that were glued to others stand alone when those are gone.
    for (let round = 0; round < mostRounds; round += 1) {
      const found = scanValue(field, left);
      const next = withhold(left, found, style);
      if (next === left) return { text: left, hits: [...hits, ...found] };
      hits.push(...found.filter(({ action }) => action === 'withhold'));
      left = next;
    }
    return { text: '', hits };
  }

  function firstIn(
    value: Json,
    name: string,
    path: string,
    exempt: ReadonlySet<string>,
  ): Omit<BodyHit, 'record'> | null {
    if (typeof value === 'number' || typeof value === 'string') {
      const hit = scanText(String(value), name).find((one) => one.action === 'withhold');
      return hit ? { field: path, hit } : null;
    }
    if (value === null || typeof value !== 'object') return null;
    for (const [place, member] of Object.entries(value)) {
      if (place === 'id' || exempt.has(place)) continue;
      const found = Array.isArray(value)
        ? firstIn(member, name, `${path}[${place}]`, exempt)
        : firstIn(member, place, path === '' ? place : `${path}.${place}`, exempt);
      if (found) return found;
    }
    return null;
  }

  return {
    scanText,
    scanValue,
    clean,
    scanBody: (records, exempt) =>
      records.flatMap((record, place) => {
        const found = firstIn(record, '', '', exempt);
        return found ? [{ record: place, ...found }] : [];
      }),
    counters: () => ({ ...counters, hits: { ...counters.hits } }),
  };
}

const strength = ({ action, rule }: Hit) => (action === 'report' ? 0 : rule.startsWith('own-') ? 2 : 1);
const first = ({ spans }: Hit) => spans[0]![0];
const last = ({ spans }: Hit) => spans.at(-1)![1];
const covers = (one: Hit, other: Hit) =>
  other.spans.every(([from, to]) => one.spans.some((span) => span[0] <= from && to <= span[1]));

/** In order of place, without those that another one covers which is as sure. */
function tidy(hits: Hit[]): Hit[] {
  const kept: Hit[] = [];
  for (const hit of hits.sort((a, b) => first(a) - first(b) || strength(b) - strength(a) || last(b) - last(a))) {
    // Those that overlap are neighbours here, so a few are enough to look at.
    const isCovered = kept.slice(-nearest).some((one) => strength(one) >= strength(hit) && covers(one, hit));
    if (!isCovered) kept.push(hit);
  }
  return kept;
}

const nearest = 8;
