import { isAlias, isMap, parseDocument, type Document } from 'yaml';
import { Mapping, type FieldRule, type SourceRule } from '../../schemas/mapping.ts';
import type { MappingEdit } from '../../schemas/mapping-edit.ts';
import { readYamlText, toPlain } from '../yaml-text.ts';
import { isEqual } from '../equal.ts';
import { replaceMember, type Change } from './splice.ts';

export type EditedText = { ok: true; text: string } | { ok: false; why: string };

/** Makes changes in the text of a mapping file. Comments, order and style of everything else stay as they are. */
export function editMappingText(text: string, edits: MappingEdit[]): EditedText {
  let edited = text;
  for (const edit of edits) {
    const mapping = readYamlText(edited, Mapping, 'mapping.yml');
    if (!mapping.ok) return { ok: false, why: mapping.problems.join('\n') };
    const changes = changesOf(mapping.value, edit);
    if ('why' in changes) return { ok: false, why: changes.why };
    const next = makeChanges(edited, changes);
    if (!next.ok) return next;
    edited = next.text;
  }
  return { ok: true, text: edited };
}

/** Changes members of maps in the text of a YAML file. What a change says already is left as it is. */
export function makeChanges(text: string, changes: Change[]): EditedText {
  let edited = text;
  for (const change of changes) {
    const next = makeChange(edited, change);
    if (!next.ok) return next;
    edited = next.text;
  }
  return { ok: true, text: edited };
}

/** The rules of a source that read exactly this field and nothing else. */
export const simpleRules = ({ fields, custom }: SourceRule, column: string) =>
  (['fields', 'custom'] as const).flatMap((at) =>
    Object.entries(at === 'fields' ? fields : custom)
      .filter(([, { from, lookup_from }]) => from === column && lookup_from === undefined)
      .map(([into, rule]) => ({ at, into, rule })),
  );

function changesOf(mapping: Mapping, edit: MappingEdit): Change[] | { why: string } {
  if (edit.kind === 'values') return [valuesChange(mapping, edit)];
  const { module, column } = edit;
  const declared = mapping.modules[module];
  const source = declared?.sources[edit.source];
  if (!declared || !source) return { why: `${module} has no source with the number ${edit.source}.` };
  const path = ['modules', module, 'sources', edit.source];
  const simple = simpleRules(source, column);
  const remove = (at: string, key: string): Change => ({ path: [...path, at], key, value: undefined });
  const isIgnored = Object.hasOwn(source.ignore, column);
  if (edit.kind === 'ignore')
    return [
      ...simple.map(({ at, into }) => remove(at, into)),
      { path: [...path, 'ignore'], key: column, value: edit.reason },
    ];
  const { into, custom } = edit;
  const taken = { ...source.fields, ...source.custom }[into];
  if (taken && !simple.some((one) => one.into === into))
    return { why: `${into} is already filled from another field. Change that one first, or edit the text.` };
  const at = custom !== undefined || Object.hasOwn(declared.custom, into) ? 'custom' : 'fields';
  const before = simple.find((one) => one.into === into) ?? simple[0];
  return [
    ...(isIgnored ? [remove('ignore', column)] : []),
    ...(before && (before.into !== into || before.at !== at) ? [remove(before.at, before.into)] : []),
    ...(custom !== undefined && !Object.hasOwn(declared.custom, into)
      ? [{ path: ['modules', module, 'custom'], key: into, value: { type: custom } }]
      : []),
    { path: [...path, at], key: into, value: ruleWith(column, before?.rule, edit) },
  ];
}

/** The rule as the file has it: without what is the default. What the edit does not name stays. */
function ruleWith(
  column: string,
  before: FieldRule | undefined,
  { transforms, map, required, length }: Extract<MappingEdit, { kind: 'map' }>,
): Record<string, unknown> {
  const rule: Record<string, unknown> = {
    ...before,
    from: column,
    ...(transforms && { transforms }),
    ...(map !== undefined && { map }),
    ...(required !== undefined && { required }),
    ...(length !== undefined && { length }),
  };
  // A length can't be cut when there is none.
  if (rule['length'] === null) rule['cut'] = false;
  return withoutDefaults(rule);
}

/** The members of a rule that a file has to name. A constant may be `false` or empty. */
export function withoutDefaults(rule: Record<string, unknown>): Record<string, unknown> {
  const isDefault = (value: unknown) =>
    value === undefined ||
    value === null ||
    value === false ||
    value === '' ||
    (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(rule).filter(([name, value]) => !isDefault(value) || (name === 'constant' && value !== undefined)),
  );
}

function valuesChange({ maps }: Mapping, { map, values }: Extract<MappingEdit, { kind: 'values' }>): Change {
  const kept = keepKinds(Object.values({ ...maps[map] }));
  return { path: ['maps'], key: map, value: Object.fromEntries(values.map(([from, to]) => [from, kept(to)])) };
}

/** Makes values of texts that keep their kind: `true` stays a boolean in a map of booleans. */
export function keepKinds(before: unknown[]): (text: string) => unknown {
  const kinds = new Set(before.map((value) => typeof value));
  return (text) => {
    const same = before.find((value) => String(value) === text);
    if (same !== undefined) return same;
    if (kinds.size === 1 && kinds.has('boolean') && ['true', 'false'].includes(text)) return text === 'true';
    return kinds.size === 1 && kinds.has('number') && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  };
}

/** The library says what is right; the text is changed in place where that gives the same. */
function makeChange(text: string, change: Change): EditedText {
  const document = parseDocument(text);
  const { path, key, value, name = key } = change;
  const now = toPlain(document);
  if ('value' in now && name === key && isSaid(now.value, [...path, key], value)) return { ok: true, text };
  const wanted = applyTo(document, change);
  if ('why' in wanted) return { ok: false, why: wanted.why };
  const spliced = replaceMember(text, change);
  if (spliced !== null) {
    const read = toPlain(parseDocument(spliced));
    if ('value' in read && isEqual(read.value, wanted.value)) return { ok: true, text: spliced };
  }
  return { ok: true, text: document.toString({ lineWidth: 0 }) };
}

/** Whether a plain document has this value at a path. */
function isSaid(whole: unknown, path: (string | number)[], value: unknown): boolean {
  const found = path.reduce<unknown>(
    (inner, name) =>
      Object.hasOwn(Object(inner) as object, name) ? (inner as Record<string, unknown>)[name] : undefined,
    whole,
  );
  return found !== undefined && isEqual(found, value);
}

function applyTo(document: Document, { path, key, value, name = key }: Change): { value: unknown } | { why: string } {
  const aliased = path.some((_, depth) => isAlias(document.getIn(path.slice(0, depth + 1), true)));
  if (aliased) return { why: `${path.join('.')} refers to another part of the file. Edit the text instead.` };
  if (value === undefined || name !== key) document.deleteIn([...path, key]);
  if (value !== undefined) document.setIn([...path, name], document.createNode(value));
  const parent = document.getIn(path, true);
  // An empty `fields` must stay, because it is required.
  if (isMap(parent) && parent.items.length === 0 && path.at(-1) !== 'fields') document.deleteIn(path);
  const plain = toPlain(document);
  return 'value' in plain ? plain : { why: 'another part of the file refers to this one. Edit the text instead.' };
}
