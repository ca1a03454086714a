import { fold } from '../orgs/module-records.ts';
import type { Module } from '../orgs/org.ts';

/** The first name in `base`, `base1`, `base2` … that is not taken. */
export function freeName(base: string, isTaken: (name: string) => boolean): string {
  let name = base;
  for (let number = 1; isTaken(name); number += 1) name = `${base}${number}`;
  return name;
}

/**
 * The API name of a new field: the label with underscores in place of other characters than Latin letters and digits, and
 * a number if another field has this name. A label without Latin letters and digits gives `field`, `field1` …
 */
export function newApiName(module: Module, label: string): string {
  const latin = label.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  const base = latin === '' ? 'field' : latin.replace(/^(\d)/, 'Field_$1');
  return freeName(base, (name) => [...module.fields.keys()].some((taken) => fold(taken) === fold(name)));
}

/** Whether a label would give a field the name under which records have their id. docs: create-custom-field, errors */
export const isReserved = (module: Module, label: string): boolean => fold(newApiName(module, label)) === 'id';

/** Whether a field other than `own` has this label. */
export const isLabelTaken = (module: Module, label: string, own: string | null): boolean =>
  [...module.fields.values()].some((field) => field.id !== own && fold(field.label) === fold(label));
