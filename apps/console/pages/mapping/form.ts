import { z } from 'zod';
import { simpleRules } from '../../../../domain/mapping-text/edit.ts';
import { maxMappingText } from '../../../../domain/mapping-text/read.ts';
import { plainText } from '../../../../schemas/exceptions.ts';
import { MappingEdit } from '../../../../schemas/mapping-edit.ts';
import { Module } from '../../../../schemas/terms.ts';
import type { Mapping } from '../../../../schemas/mapping.ts';
import { bulkEdits } from './bulk.tsx';

/** A change that a person wants to make: edits of a version, or a whole new text. */
export interface WantedChange {
  base: number;
  change: { edits: MappingEdit[] } | { text: string };
  /** Whether the person has seen the difference. */
  isConfirmed: boolean;
  comment: string;
}

const Edits = z.array(MappingEdit).min(1).max(500);
const Common = z.object({
  base: z.coerce.number().int().min(1),
  comment: plainText(500).trim().default(''),
  confirm: z.literal('yes').optional(),
});

/**
 * Reads a form of the mapping pages, each of which can be sent: the text, one field, a value map, many fields at once, or the
 * confirmation of one of them.
 * @returns null if the form is not complete
 */
export function readChange(form: Record<string, unknown>, mapping: Mapping): WantedChange | null {
  const common = Common.safeParse(form);
  if (!common.success) return null;
  const { base, comment, confirm } = common.data;
  const rest = { base, comment, isConfirmed: confirm === 'yes' };
  if (typeof form['text'] === 'string') {
    // Browsers send CRLF.
    const text = form['text'].replace(/\r\n?/g, '\n');
    return text.length > 2 * maxMappingText ? null : { ...rest, change: { text } };
  }
  const edits = Edits.safeParse(editsOf(form, mapping));
  return edits.success ? { ...rest, change: { edits: edits.data } } : null;
}

function editsOf(form: Record<string, unknown>, mapping: Mapping): unknown {
  if (typeof form['edits'] === 'string') return readJson(form['edits']);
  switch (form['kind']) {
    case 'ignore':
      return [{ kind: 'ignore', ...placeOf(form), reason: form['reason'] }];
    case 'map':
      return [mapEdit(form, mapping)];
    case 'values':
      return [{ kind: 'values', map: form['map'], values: valuesIn(form['values']) }];
    default:
      return bulkEdits(form);
  }
}

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const placeOf = (form: Record<string, unknown>) => ({
  module: form['module'],
  source: Number(form['source']),
  column: form['column'],
});

function mapEdit(form: Record<string, unknown>, mapping: Mapping): unknown {
  const place = placeOf(form);
  const module = Module.safeParse(place.module);
  const source = module.success ? mapping.modules[module.data]?.sources[place.source] : undefined;
  const before = (source && simpleRules(source, String(place.column))[0]?.rule.transforms) ?? [];
  const ticked = [form['transforms'] ?? []].flat() as string[];
  const [into, custom] = String(form['into']).split(':');
  return {
    ...{ kind: 'map', ...place, into },
    ...(custom !== undefined && { custom }),
    transforms: [
      ...before.filter((name) => ticked.includes(name)),
      ...ticked.filter((name) => !before.some((one) => one === name)),
    ],
    map: form['map'] ?? '',
    length: form['length'] === '' || form['length'] === undefined ? null : Number(form['length']),
    required: form['required'] === 'yes',
  };
}

/** `value => value in Zoho`, one a line; null if a line has another form. */
function valuesIn(text: unknown): [string, string][] | null {
  if (typeof text !== 'string') return null;
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  const pairs = lines.map((line) => line.split('=>').map((part) => part.trim()));
  if (pairs.some((pair) => pair.length !== 2)) return null;
  const values = pairs as [string, string][];
  return new Set(values.map(([from]) => from)).size === values.length ? values : null;
}
