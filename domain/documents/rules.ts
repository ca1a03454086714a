import type { FieldRule, Mapping, SourceRule } from '../../schemas/mapping.ts';
import type { Module } from '../../schemas/terms.ts';
import { isCounted } from '../counted-fields.ts';
import { lookedUpIn } from '../keys.ts';
import { isLookup } from '../map-field.ts';
import type { SecondPass } from '../second-pass.ts';
import { table, type Cell } from './markdown.ts';

/** Where a rule is, and what else decides about its values. */
interface Place {
  name: string;
  isLine: boolean;
  hasLines: boolean;
  /** Written by the second pass: it can stay blank when its record is not in Zoho. */
  isSecond: boolean;
  /** The module that is loaded before it is written, though it comes later than its own. */
  after: Module | undefined;
  rejectsUnfit: boolean;
}

const rejected = 'the record is rejected';
const blank = 'the field stays blank';

/** The rules of a source as a table: also those of its lines, which are fields such as `Ordered_Items.Quantity`. */
export function rulesTable(mapping: Mapping, module: Module, source: SourceRule, second: SecondPass): string {
  const declared = mapping.modules[module]!.custom;
  const { lines } = source;
  const row = (name: string, rule: FieldRule, part: 'fields' | 'custom' | 'lines'): Cell[] =>
    ruleCells(rule, {
      name: part === 'lines' ? `${lines!.into}.${name}` : name,
      ...{ isLine: part === 'lines', hasLines: lines !== undefined },
      isSecond: part === 'custom' || (part === 'fields' && second.writes(module, rule)),
      after: second.later.find((one) => one.rule === rule)?.after,
      rejectsUnfit: part !== 'lines' && declared[name]?.invalid === 'reject',
    });
  return table(
    ['Field in Zoho', 'From', 'How', 'If the value is missing', 'If it can not be used'],
    [
      ...Object.entries(source.fields).map(([name, rule]) => row(name, rule, 'fields')),
      ...Object.entries(source.custom).map(([name, rule]) => row(name, rule, 'custom')),
      ...source.tags.map(({ from, map }): Cell[] => ['Tag', from, `map ${map}`, 'no tag', 'no tag']),
      ...Object.entries({ ...lines?.fields }).map(([name, rule]) => row(name, rule, 'lines')),
    ],
  );
}

function ruleCells(rule: FieldRule, place: Place): Cell[] {
  const until = rule.until === undefined ? '' : ` until ${rule.until}`;
  const from = rule.constant === undefined ? [rule.from].flat().join(', ') + until : `always ${String(rule.constant)}`;
  const how = [
    ...rule.transforms,
    ...(rule.map ? [`map ${rule.map}`] : []),
    ...(isLookup(rule) ? [`lookup ${lookedUpIn(rule).join(' or ') || `by ${rule.lookup_from}`}`] : []),
    ...(place.after === undefined ? [] : [`written when ${place.after} is loaded`]),
    ...(rule.owner ? ['owner map'] : []),
    ...(rule.split ? ['a long text becomes several notes'] : []),
    ...(rule.length ? [`at most ${rule.length} characters${rule.cut ? ', cut' : ''}`] : []),
  ];
  const ends = rule.constant === undefined ? [missing(rule, place), unusable(rule, place)] : ['', ''];
  return [place.name, from, how.join(', '), ...ends];
}

function missing({ required, owner }: FieldRule, { isSecond }: Place): string {
  if (required) return rejected;
  return owner && !isSecond ? 'the default owner, if the owner map has one' : blank;
}

function unusable(rule: FieldRule, { name, isLine, hasLines, isSecond, rejectsUnfit }: Place): string {
  if (rule.owner && !isSecond) return `the default owner; without one, ${rejected}`;
  // The value is checked before the first pass, and its record is looked up in the second.
  if (rule.required && isLookup(rule) && isSecond)
    return `${rejected}; if its record is not in Zoho, ${blank} until then`;
  if (rule.required || rejectsUnfit || isCounted(name, rule, { isLine, hasLines })) return rejected;
  if (!isLookup(rule)) return blank;
  return isSecond ? `${blank}, until its record is in Zoho` : `${blank}; if its record is not in Zoho, ${rejected}`;
}
