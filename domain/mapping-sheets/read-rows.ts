import { ApiName, type CustomField, type FieldRule } from '../../schemas/mapping.ts';
import { cellText } from '../documents/sheets.ts';
import { keepKinds, withoutDefaults } from '../mapping-text/edit.ts';
import { customOf, ruleColumns, ruleOf } from './cells.ts';
import { add, note, sourceIn, type BasedRecord, type Draft } from './draft.ts';
import { nameOfRule, pathOf, routeText, rulesIn, type Cells, type NamedSource, type Part } from './layout.ts';
import { declaration, keyOf } from './members.ts';
import type { SheetRecord } from './records.ts';
import { valueCell } from './tables.ts';

export function readCustom(draft: Draft, { row, cells, base }: BasedRecord): void {
  const refuse = (column: string, why: string) => note(draft, 'Custom fields', row, [{ column, why }]);
  const module = cells['Module']!.trim();
  const declared = draft.mapping.modules[module];
  if (!declared) return refuse('Module', `the mapping has no module ${module}`);
  const from = base && base['API name']!;
  const field: CustomField | undefined = from === null ? undefined : declared.custom[from];
  const made = customOf(cells, base && { field: field!, cells: base });
  if (made.value === null) return note(draft, 'Custom fields', row, made.problems);
  const name = cells['API name']!.trim();
  if (!ApiName.safeParse(name).success) return refuse('API name', 'it must be an API name such as Credit_Limit');
  const path = ['modules', module, 'custom'];
  if (!add(draft, path, name, { value: declaration(made.value), from }))
    return refuse('API name', `${module} has ${name} in another row, too`);
  draft.places.set(`modules.${module}.custom.${name}`, `Custom fields, row ${row}`);
}

export function readRule(draft: Draft, record: BasedRecord): void {
  const { row, cells, base } = record;
  const refuse = (column: string, why: string) => note(draft, 'Fields', row, [{ column, why }]);
  const source = sourceIn(draft, 'Fields', record);
  if (!source) return;
  if (![routeText(source.source.route), ''].includes(cells['Route']!))
    return refuse('Route', 'a route is changed in the text of the mapping, not here');
  const into = cells['Into']!.trim();
  if (into === '') return refuse('Into', 'it is empty. Name the field of Zoho, or delete the row');
  const part = partOf(draft, source, cells, base, into);
  if (part === null) return refuse('Part', 'it must be fields, custom, lines or empty; lines need lines in the source');
  const basePart = base && (base['Part'] as Part);
  const from = base && base['Into']!;
  const rule: FieldRule | null = base && rulesIn(source.source)[basePart!][from!]!;
  const made = ruleOf(cells, base && { rule: rule!, cells: base });
  if (made.value === null) return note(draft, 'Fields', row, made.problems);
  const isTaken = (['fields', 'custom'] as const).some(
    (one) => part !== 'lines' && part !== one && draft.wanted.get(keyOf(pathOf(source, one)))!.has(into),
  );
  const wanted = { value: withoutDefaults(made.value), from: basePart === part ? from : null };
  if (isTaken || !add(draft, pathOf(source, part), into, wanted))
    return refuse('Into', `another row fills ${into} from ${source.label}, too`);
  const changed = ['Into', ...ruleColumns].filter((column) => cells[column] !== (base?.[column] ?? ''));
  const columns = changed.length === 0 ? '' : `, ${changed.length === 1 ? 'column' : 'columns'} ${changed.join(', ')}`;
  draft.places.set(nameOfRule(source, part, into), `Fields, row ${row}${columns}`);
}

/** The part of the source that a rule belongs to: a declared custom field is filled in the second pass. */
function partOf(draft: Draft, source: NamedSource, cells: Cells, base: Cells | null, into: string): Part | null {
  const part = cells['Part']!.trim();
  if (!['', 'fields', 'custom', 'lines'].includes(part)) return null;
  if (part === 'lines') return source.source.lines ? part : null;
  if (part !== '' && (base === null || base['Into'] === into)) return part as Part;
  return draft.wanted.get(keyOf(['modules', source.module, 'custom']))!.has(into) ? 'custom' : 'fields';
}

export function readLeftOut(draft: Draft, record: SheetRecord): void {
  const { row, cells } = record;
  const refuse = (column: string, why: string) => note(draft, 'Left out', row, [{ column, why }]);
  const [how, field] = [cells['How']!.trim(), cells['Source field']!.trim()];
  if (field === '') return refuse('Source field', 'it is empty. Name the field, or delete the row');
  if (how === 'withheld') {
    if (draft.withheld.includes(field)) return refuse('Source field', `${field} is withheld in another row, too`);
    draft.withheld.push(field);
    return;
  }
  if (how !== 'left out') return refuse('How', 'it must be left out or withheld');
  const source = sourceIn(draft, 'Left out', record);
  if (!source) return;
  const before = source.source.ignore[field];
  // A cell can't hold every character. One that people did not change stays as the file has it.
  const isSame = before !== undefined && cellText(before) === cells['Reason'];
  const reason = isSame ? before : cells['Reason']!.trim();
  if (reason === '' && !isSame) return refuse('Reason', 'it is empty. Say why the field is left out');
  const path = ['modules', source.module, 'sources', source.index, 'ignore'];
  if (!add(draft, path, field, { value: reason, from: null }))
    return refuse('Source field', `another row leaves ${field} of ${source.label} out, too`);
}

export function readValue(draft: Draft, { row, cells }: SheetRecord): void {
  const refuse = (column: string, why: string) => note(draft, 'Value maps', row, [{ column, why }]);
  const [map, from, to] = [cells['Map']!.trim(), cells['Source value']!, cells['Value in Zoho']!];
  if (map === '') return refuse('Map', 'it is empty. Name the value map');
  const values = Object.entries(draft.mapping.maps[map] ?? {});
  const same = values.find(([name]) => cellText(name) === from);
  if (from === '' && !same) return refuse('Source value', 'it is empty. Write the value of the source');
  const isSame = same !== undefined && valueCell(same[1]) === to;
  const value = isSame ? same[1] : to === '' ? null : keepKinds(values.map(([, one]) => one))(to);
  if (!add(draft, ['maps', map], same?.[0] ?? from, { value, from: null }))
    refuse('Source value', `another row of ${map} has the same value`);
}
