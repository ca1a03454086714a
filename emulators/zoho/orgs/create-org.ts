import { systemFields } from './field-groups.ts';
import { createField, type Field, type FieldDefinition } from './field.ts';
import { professionalModules, subforms } from './inventory-modules.ts';
import { nextId, type Module, type Org, type Stats } from './org.ts';
import type { OrgSeed } from './seed.ts';
import { standardValues } from './standard-values.ts';
import { displayFields, standardModules } from './standard-modules.ts';

const newStats = (): Stats => ({
  calls: 0,
  credits: 0,
  writes: {},
  duplicates: 0,
  wouldHaveFired: 0,
  unknownPickListValues: 0,
  refusedConcurrency: 0,
  refusedCredits: 0,
});

export function addModule(
  org: Org,
  options: Pick<Module, 'name' | 'singular' | 'plural' | 'kind' | 'displayField'> & { definitions: FieldDefinition[] },
): Module {
  const { name, singular, plural, kind, displayField, definitions } = options;
  const fields = new Map(definitions.map((one) => [one[0], createField(nextId(org), one)]));
  const names = new Set(fields.keys());
  const mandatory = new Set([...fields.values()].filter((field) => field.mandatory).map((field) => field.apiName));
  const module: Module = {
    name,
    id: nextId(org),
    singular,
    plural,
    kind,
    displayField,
    profiles: null,
    fields,
    layouts: [{ id: nextId(org), name: 'Standard', fields: names, mandatory, sections: [], label: null }],
    records: new Map(),
    unique: new Map(),
    deleted: new Map(),
    tags: new Map(),
    locks: [],
    views: [],
    nextNumber: 1,
    counts: [],
    version: 0,
  };
  if (kind !== 'subform') {
    const view = { systemName: null, ofCaller: false, criteria: null };
    module.views.push({ ...view, id: nextId(org), name: `All ${plural}`, systemName: 'ALLVIEWS' });
    module.views.push({ ...view, id: nextId(org), name: `My ${plural}`, systemName: 'MYVIEWS', ofCaller: true });
  }
  org.modules.set(name, module);
  return module;
}

const withStandardValues = ([name, type, options]: FieldDefinition): FieldDefinition => [
  name,
  type,
  type === 'picklist' ? { values: standardValues(name), ...options } : (options ?? {}),
];

/** The fields of a custom module: its name field and the system fields. */
export const customModuleFields = (label: string, autoNumber: Field['autoNumber']): FieldDefinition[] => [
  autoNumber
    ? ['Name', 'autonumber', { label, readOnly: true, autoNumber }]
    : ['Name', 'text', { label, mandatory: true, length: 120 }],
  ['Currency', 'picklist', { length: 120 }],
  ...systemFields,
];

/** Creates an org with the standard modules of its edition, and the users and the currency of its seed. */
export function createOrg(seed: OrgSeed, now: number): Org {
  const org: Org = {
    seed,
    prefix: seed.environment === 'production' ? '4876876' : '5725767',
    counter: 1_000,
    modules: new Map(),
    users: [],
    roles: [],
    profiles: [],
    currencies: [],
    pickLists: new Map(),
    files: new Map(),
    attachments: new Map(),
    mails: new Map(),
    jobs: new Map(),
    massUpdates: new Map(),
    notices: [],
    storage: { records: seed.storage.records ?? null, fileBytes: seed.storage.fileBytes ?? null },
    spent: [],
    stats: newStats(),
  };
  const isSmall = seed.edition === 'free' || seed.edition === 'standard';
  for (const [name, definitions] of Object.entries(standardModules)) {
    const owner = subforms[name] ?? name;
    if (isSmall && professionalModules.includes(owner)) continue;
    const label = name.replaceAll('_', ' ');
    const kind = name in subforms ? 'subform' : 'default';
    const displayField = displayFields[name] ?? 'id';
    const filled = definitions.map(withStandardValues);
    addModule(org, { name, singular: label.replace(/s$/, ''), plural: label, kind, displayField, definitions: filled });
  }
  for (const one of seed.customModules) {
    const definitions = customModuleFields(`${one.singular} Name`, null).map(withStandardValues);
    addModule(org, { ...one, kind: 'custom', displayField: 'Name', definitions });
  }
  const ceo = nextId(org);
  org.roles.push({ id: ceo, name: 'CEO', reportsTo: null }, { id: nextId(org), name: 'Manager', reportsTo: ceo });
  for (const name of ['Administrator', 'Standard']) org.profiles.push({ id: nextId(org), name, custom: false });
  org.users = seed.users.map((user, place) => ({
    name: user.name,
    email: user.email,
    active: user.active,
    confirmed: user.confirmed ?? true,
    timeZone: user.timeZone ?? seed.timeZone,
    id: nextId(org),
    role: (org.roles[place === 0 ? 0 : 1] as { id: string }).id,
    profile: (org.profiles[place === 0 ? 0 : 1] as { id: string }).id,
    createdAt: now,
  }));
  org.currencies.push({
    id: nextId(org),
    iso_code: seed.currency,
    name: seed.currency,
    symbol: seed.currency,
    exchange_rate: '1.000000000',
    is_base: true,
    is_active: true,
    prefix_symbol: true,
    format: { decimal_separator: 'Period', thousand_separator: 'Comma', decimal_places: '2' },
  });
  return org;
}
