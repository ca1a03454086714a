import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { isFile, isMail, isUnchangeable, traitsOf } from '../module-traits.ts';
import { aboutOf } from './about.ts';
import { folded, type Column } from './features.ts';
import { fileNameOf } from './files.ts';
import { isNumber } from './lines.ts';
import { mailFieldsOf, type Directions } from './mails.ts';
import { speaksOf } from './names.ts';
import type { ProposedRule } from './rules.ts';
import type { ProposedRoute, SourceTable } from './source.ts';
import type { SettledField } from './settled-field.ts';
import type { ProposedMap } from './states.ts';
import type { Target } from './targets.ts';

const list = (text: string): ReadonlySet<string> => new Set(text.split(' '));
/** What kinds of interactions are called, in English, Spanish, German and French. */
const kinds: [Module, ReadonlySet<string>][] = [
  ['Tasks', list('task todo followup aufgabe wiedervorlage tarea tache')],
  [
    'Calls',
    list(
      'call calls phone telephone voice phonecall anruf telefonat telefon llamada telefono telefonica appel telephonique',
    ),
  ],
  [
    'Events',
    list('meeting visit appointment event treffen besuch termin besprechung reunion cita visita rdv rendezvous visite'),
  ],
  ['Emails', list('email emails mail mails correo correos courriel courriels')],
];
const directions: [string, ReadonlySet<string>][] = [
  [
    'Inbound',
    list(
      'in inbound incoming received eingehend eingang empfangen entrante entrantes entrada recibida recibido recibidos entrant recu recue',
    ),
  ],
  [
    'Outbound',
    list(
      'out outbound outgoing sent made ausgehend ausgang gesendet versendet saliente salientes salida realizada enviada enviado enviados sortant sortante envoye',
    ),
  ],
];

const has = (value: string, words: ReadonlySet<string>): boolean =>
  folded(value)
    .split(' ')
    .some((word) => words.has(word));
/** `E-Mail` is one word. */
const kindOf = (value: string): Module | undefined =>
  kinds.find(([, words]) => has(value.replace(/\be[- ]mail/i, 'email'), words))?.[0];

const wholly: Partial<Record<LoadedObject, Module>> = { notes: 'Notes', documents: 'Attachments' };

/**
 * Notes are notes, and documents attachments. Interactions are calls, meetings, tasks or e-mails by a column that says so. Without
 * one, they are e-mails if they have all that Zoho needs in an e-mail, and otherwise have no module.
 */
export function activityRoutes(table: SourceTable): ProposedRoute[] {
  const { object, columns } = table;
  const module = wholly[object];
  if (module !== undefined) return [{ module, isBusiness: false, route: null, reason: 'all rows' }];
  if (object !== 'interactions') return [];
  const areMails = typeof mailOf(table) !== 'string';
  const moduleOfKind = (value: string) => {
    const found = kindOf(value);
    return found === 'Emails' && !areMails ? undefined : found;
  };
  const known = (column: Column) => (column.values ?? []).filter((value) => moduleOfKind(value) !== undefined);
  const [column] = columns
    .filter((one) => known(one).length > 0)
    .toSorted((a, b) => Number(speaksOf(b.words, 'type')) - Number(speaksOf(a.words, 'type')));
  if (!column)
    return areMails
      ? [{ module: 'Emails', isBusiness: false, route: null, reason: 'all rows have what an e-mail needs' }]
      : [];
  const others = column.values!.filter((value) => moduleOfKind(value) === undefined);
  const reason = `by ${column.facts.column}${others.length > 0 ? `; no route is for ${others.map((one) => JSON.stringify(one)).join(', ')}` : ''}`;
  return kinds.flatMap(([module]): ProposedRoute[] => {
    const found = column.values!.filter((value) => moduleOfKind(value) === module);
    return found.length === 0
      ? []
      : [{ module, isBusiness: false, route: { field: column.facts.column, in: found }, reason }];
  });
}

const mailOf = (table: SourceTable) => mailFieldsOf(table, timesOf(table)[0], directionsOf(table));

/** Fields of an activity that names and types decide about. All others are settled, or Zoho's own business. */
const free = new Set(['Subject', 'Event_Title', 'Note_Title', 'Note_Content', 'Description', 'Owner']);
/** The most characters of a longer text. docs: insert-records (description) */
const longest: Record<string, number> = { Description: 32_000 };

/** The fields of an activity or a note that its columns can be proposed for. Zoho sets those of a file itself. */
export const activityTargets = (module: Module, targets: Target[], settled: Record<string, SettledField>): Target[] =>
  targets.filter(
    ({ field }) =>
      !isUnchangeable(module) &&
      (field.custom || field.mandatory || free.has(field.apiName)) &&
      !settled[field.apiName],
  );

/** A text of history is cut rather than lost, and that of a note goes on in another note. */
export const cutRule = (rule: ProposedRule, { field }: Target): ProposedRule => {
  if (field.apiName === 'Note_Content') return { ...rule, split: true };
  const length = field.length ?? longest[field.apiName];
  return length !== undefined && ['text', 'textarea'].includes(field.dataType) ? { ...rule, length, cut: true } : rule;
};

/**
 * The fields that rules fill, by API name; or why these records can't be loaded.
 * @param present fields that the org has
 */
export function activityFields(
  module: Module,
  table: SourceTable,
  present: ReadonlySet<string>,
): Record<string, SettledField> | string {
  const found = fieldsOf(module, table);
  return typeof found === 'string'
    ? found
    : Object.fromEntries(Object.entries(found).filter(([name]) => present.has(name)));
}

function fieldsOf(module: Module, table: SourceTable): Record<string, SettledField> | string {
  const { about } = traitsOf(module);
  const subject = aboutOf(table);
  const [begin, end] = timesOf(table);
  if (!about || !subject) return 'no column refers to the record that they are about';
  const found: Record<string, SettledField> = { [about]: subject };
  if (isFile(module)) {
    const name = fileNameOf(table);
    return name ? { ...found, File_Name: name } : 'no column has the names of the files';
  }
  if (module === 'Notes') return { ...found, ...titleFields(table, begin) };
  if (isMail(module)) {
    const mail = mailOf(table);
    return typeof mail === 'string' ? mail : { ...found, ...mail };
  }
  if (!begin) return 'no column says when they were';
  const at = { columns: [begin], tier: 'likely', evidence: 'when it was' } as const;
  if (module === 'Tasks')
    return {
      ...found,
      Due_Date: { ...at, rule: { from: begin, transforms: ['date'] } },
      Status: assumed({ constant: 'Completed', required: true }, 'history is done'),
    };
  if (module === 'Events')
    return {
      ...found,
      Start_DateTime: { ...at, rule: { from: begin, transforms: ['datetime'], required: true } },
      End_DateTime: {
        rule: { from: end ? [end, begin] : begin, transforms: ['datetime'], required: true },
        ...{ columns: end ? [end] : [], tier: 'likely', evidence: 'when it ended' },
      },
    };
  return {
    ...found,
    Call_Start_Time: { ...at, rule: { from: begin, transforms: ['datetime'], required: true } },
    Call_Duration: durationField(table, begin, end),
    ...directionFields(table),
  };
}

const assumed = (rule: ProposedRule, evidence: string): SettledField => ({
  ...{ rule, columns: [], tier: 'unsure', evidence: `${evidence}; check it` },
});

/** The columns with beginning and end. The time of the last change is the last choice. */
function timesOf({ columns, updated }: SourceTable): (string | undefined)[] {
  const times = columns.filter(({ facts }) => facts.semantic === 'timestamp' || facts.semantic === 'date');
  const isEnd = ({ words }: Column) => speaksOf(words, 'end');
  const rank = ({ facts, words }: Column): number => {
    if (facts.column === updated || speaksOf(words, 'modified')) return 3;
    if (speaksOf(words, 'start')) return 0;
    return speaksOf(words, 'created') ? 1 : 2;
  };
  const [begin] = times.filter((one) => !isEnd(one)).toSorted((a, b) => rank(a) - rank(b));
  return [begin, times.find(isEnd)].map((one) => one?.facts.column);
}

/** Seconds, if a column has them, or else the time between beginning and end. */
function durationField({ columns }: SourceTable, begin: string, end: string | undefined): SettledField {
  const measured = columns.find(({ facts, words }) => isNumber(facts) && speaksOf(words, 'duration'));
  const rule = { transforms: ['duration'], required: true } satisfies ProposedRule;
  if (end !== undefined)
    return {
      rule: { from: begin, until: end, ...rule },
      columns: [end],
      tier: 'likely',
      evidence: 'beginning and end',
    };
  if (!measured) return assumed({ from: begin, until: begin, ...rule }, 'no column has an end, so calls last a second');
  const { column } = measured.facts;
  return { rule: { from: column, ...rule }, columns: [column], tier: 'unsure', evidence: 'in seconds; check it' };
}

/** The column whose values are directions; null if there is none. */
function directionsOf({ columns }: SourceTable): Directions | null {
  const meant = (value: string) => directions.find(([, words]) => has(value, words))?.[0];
  const column = columns.find(({ values }) => values !== null && values.some((value) => meant(value) !== undefined));
  if (!column) return null;
  const of = (direction: string | undefined) => column.values!.filter((value) => meant(value) === direction);
  return { column: column.facts.column, inbound: of('Inbound'), outbound: of('Outbound'), open: of(undefined) };
}

/** Who called whom. A call that was made says that it took place. */
function directionFields(table: SourceTable): Record<string, SettledField> {
  const found = directionsOf(table);
  if (!found) return { Call_Type: assumed({ constant: 'Inbound', required: true }, 'no column has a direction') };
  const { column: from, inbound, outbound, open } = found;
  const entries = (inward: string | null, outward: string) =>
    Object.fromEntries([
      ...inbound.map((value) => [value, inward] as const),
      ...outbound.map((value) => [value, outward] as const),
    ]);
  const field = (map: ProposedMap): SettledField => ({
    ...{ rule: { from }, columns: [from], map, tier: 'likely', evidence: 'its values are directions' },
  });
  return {
    Call_Type: { ...field({ entries: entries('Inbound', 'Outbound'), open }), rule: { from, required: true } },
    Outbound_Call_Status: field({ entries: entries(null, 'Completed'), open: [] }),
  };
}

/** Zoho sets its own time of creation, so that the title keeps when a note was written, and by whom. */
function titleFields({ columns }: SourceTable, begin: string | undefined): Record<string, SettledField> {
  if (begin === undefined || columns.some(({ words }) => speaksOf(words, 'subject'))) return {};
  const author = columns.find(({ facts, words }) => facts.semantic === 'user' || speaksOf(words, 'owner'));
  const from = author ? [begin, author.facts.column] : begin;
  const rule: ProposedRule = author ? { from, join: ' · ' } : { from };
  // The author can be the owner as well.
  return { Note_Title: { rule, columns: [begin], tier: 'likely', evidence: 'when it was written, and by whom' } };
}
