import { isNode, parseDocument } from 'yaml';
import type { FieldRule, Mapping } from '../../schemas/mapping.ts';
import { cellText, type SheetTable } from '../documents/sheets.ts';
import { lookedUpIn } from '../keys.ts';
import { aboutRows, layout, nameOfRule, pathOf, routeText, rulesIn, sheetNames, sourcesOf } from './layout.ts';
import type { Cells, Part, SheetName } from './layout.ts';

/** Which text a workbook is made from. A file has neither engagement nor version. */
export interface About {
  engagement: string | null;
  version: number | null;
  /** SHA-256 of the text. */
  digest: string;
}

/** The rows of each sheet. */
export type Rows = Record<SheetName, Cells[]>;

/**
 * A mapping as rows of a workbook that people edit.
 * @param text the text of the mapping; a comment beside a rule is shown with it
 */
export function rowsOf(mapping: Mapping, text: string, about: About): Rows {
  return {
    About: [
      { What: aboutRows.engagement, Value: about.engagement ?? '' },
      { What: aboutRows.version, Value: about.version === null ? '' : String(about.version) },
      { What: aboutRows.digest, Value: about.digest },
      {
        What: 'How to use it',
        Value:
          'Change cells, add rows without Rule or Field, delete rows. Leave Rule, Module, Source, Route, Part, Score, Sure, Comment and Field of existing rows. Then upload it on the page of the mapping in the console, or: portage mapping import',
      },
    ],
    Fields: fieldRows(mapping, text),
    'Value maps': Object.entries(mapping.maps).flatMap(([map, values]) =>
      Object.entries(values).map(([from, to]) => ({
        ...{ Map: map, 'Source value': cellText(from), 'Value in Zoho': valueCell(to) },
      })),
    ),
    'Left out': [
      ...sourcesOf(mapping).flatMap(({ module, label, source }) =>
        Object.entries(source.ignore).map(([field, reason]) => ({
          ...{ How: 'left out', Module: module, Source: label, 'Source field': field, Reason: cellText(reason) },
        })),
      ),
      ...[...new Set(mapping.withhold)].map((field) => ({
        ...{ How: 'withheld', Module: '', Source: '', 'Source field': field, Reason: '' },
      })),
    ],
    'Custom fields': customRows(mapping),
  };
}

/** The sheets of a workbook with these rows. */
export const tablesOf = (rows: Rows): SheetTable[] =>
  sheetNames.map((name) => {
    const head: string[] = [...layout[name].head];
    return { name, head, rows: rows[name].map((cells) => head.map((column) => cells[column] || null)) };
  });

/** An empty cell: the field stays blank for the value. */
export const valueCell = (value: string | number | boolean | null): string => cellText(String(value ?? ''));

const yes = (flag: boolean): string => (flag ? 'yes' : '');

/** What a rule says, by column. */
export const ruleCells = (into: string, rule: FieldRule): Cells => ({
  'Source field': [rule.from ?? []].flat().join(', '),
  Until: rule.until ?? '',
  Into: into,
  // With quotes, because it is often a blank.
  Join: rule.join === undefined ? '' : JSON.stringify(rule.join),
  Constant: rule.constant === undefined ? '' : cellText(String(rule.constant)),
  Transforms: rule.transforms.join(', '),
  'Value map': rule.map ?? '',
  Length: rule.length === undefined ? '' : String(rule.length),
  Cut: yes(rule.cut),
  Split: yes(rule.split),
  Lookup: lookedUpIn(rule).join(', '),
  'Lookup from': rule.lookup_from ?? '',
  Owner: yes(rule.owner),
  Required: yes(rule.required),
});

const proposed = /^(?:(\d+ %) )?(certain|likely|unsure): (.*)$/s;

function fieldRows(mapping: Mapping, text: string): Cells[] {
  const document = parseDocument(text);
  const beside = (path: (string | number)[]): Cells => {
    const node = document.getIn(path, true);
    const comment = cellText((isNode(node) && node.comment) || '').trim();
    const [, score = '', sure = '', why = comment] = proposed.exec(comment) ?? [];
    return { Score: score, Sure: sure, Comment: why };
  };
  return sourcesOf(mapping).flatMap((named) =>
    (Object.entries(rulesIn(named.source)) as [Part, Record<string, FieldRule>][]).flatMap(([part, rules]) =>
      Object.entries(rules).map(([into, rule]) => ({
        ...{ Rule: nameOfRule(named, part, into), Module: named.module, Source: named.label, Part: part },
        ...{
          Route: routeText(named.source.route),
          ...ruleCells(into, rule),
          ...beside([...pathOf(named, part), into]),
        },
      })),
    ),
  );
}

const customRows = ({ modules }: Mapping): Cells[] =>
  Object.entries(modules).flatMap(([module, { custom }]) =>
    Object.entries(custom).map(([name, { label, type, length, values, invalid }]) => ({
      ...{
        Field: `modules.${module}.custom.${name}`,
        Module: module,
        'API name': name,
        Label: label ?? '',
        Type: type,
      },
      ...{ Length: length === undefined ? '' : String(length), Values: (values ?? []).map(cellText).join('\n') },
      'If invalid': invalid,
    })),
  );
