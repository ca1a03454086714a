import {
  failure,
  itemError,
  itemsAnswer,
  itemSuccess,
  missingKey,
  tooManyRecords,
  type Answer,
  type Item,
} from '../http/answers.ts';
import { bodyList, type Call } from '../http/call.ts';
import { addModule, customModuleFields } from '../orgs/create-org.ts';
import { fold } from '../orgs/module-records.ts';
import type { Module, Row } from '../orgs/org.ts';
import { freeName } from './field-names.ts';

/** Characters of a label and of an API name. docs: create-custom-module */
const labelLength = 25;
const nameLength = 50;
const label = /^[\p{L}\p{M}\p{N} ]+$/u;
const apiName = /^[A-Za-z](?!.*__)[A-Za-z0-9_]*(?<!_)$/;
const labels = ['plural_label', 'singular_label'] as const;

const path = '$.modules[0]';
const at = (name: string) => ({ api_name: name, json_path: `${path}.${name}` });

const hasCustomModules = ({ org }: Call): boolean => ['enterprise', 'ultimate'].includes(org.seed.edition);
const notInEdition = () => failure(403, 'NOT_SUPPORTED', 'custom modules are not available in your edition');

function checkLabels(call: Call, wanted: Row, own: Module | null): Item | null {
  const taken = [...call.org.modules.values()]
    .filter((module) => module !== own)
    .flatMap((module) => [fold(module.plural), fold(module.singular)]);
  for (const name of labels) {
    const text = wanted[name];
    if (text === undefined || text === null || text === '')
      return itemError('MANDATORY_NOT_FOUND', 'required field not found', at(name));
    if (typeof text !== 'string' || !label.test(text)) return itemError('INVALID_DATA', 'invalid data', at(name));
    if (text.length > labelLength)
      return itemError('INVALID_DATA', 'invalid data', { maximum_length: labelLength, ...at(name) });
    if (taken.includes(fold(text))) return itemError('DUPLICATE_DATA', 'duplicate data', at(name));
  }
  return null;
}

/** The profiles that may use a module, after a change of them. docs: create-custom-module, update-custom-module */
function readProfiles(call: Call, given: unknown, before: string[]): string[] | Item {
  if (!Array.isArray(given)) return itemError('MANDATORY_NOT_FOUND', 'required field not found', at('profiles'));
  const profiles = new Set(before);
  for (const one of given as Row[]) {
    const id = String(one['id']);
    if (!call.org.profiles.some((profile) => profile.id === id))
      return itemError('INVALID_DATA', 'invalid data', at('profiles'));
    if ('_delete' in one) profiles.delete(id);
    else profiles.add(id);
  }
  if (profiles.size === 0) return itemError('MINIMUM_DATA_NOT_FOUND', 'Minimum one profile is needed', at('profiles'));
  return [...profiles];
}

/** The given API name, or one from the label; an error if the name is invalid or taken. */
function readName(call: Call, wanted: Row): string | Item {
  const isTaken = (name: string) => [...call.org.modules.keys()].some((one) => fold(one) === fold(name));
  const given = wanted['api_name'];
  if (given === undefined) {
    const latin = String(wanted['plural_label'])
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^[\d_]+|_+$/g, '');
    return freeName(latin === '' ? 'CustomModule' : latin, isTaken);
  }
  const name = String(given).trim().replaceAll(' ', '_');
  if (!apiName.test(name)) return itemError('INVALID_DATA', 'The API name given seems to be invalid', at('api_name'));
  if (name.length > nameLength)
    return itemError('INVALID_DATA', 'invalid data', { maximum_length: nameLength, ...at('api_name') });
  return isTaken(name) ? itemError('DUPLICATE_DATA', 'duplicate data', at('api_name')) : name;
}

function createOne(call: Call, wanted: Row): Item {
  const error = checkLabels(call, wanted, null);
  if (error) return error;
  const profiles = readProfiles(call, wanted['profiles'], []);
  if (!Array.isArray(profiles)) return profiles;
  const name = readName(call, wanted);
  if (typeof name !== 'string') return name;
  const display = (wanted['display_field'] ?? {}) as Row;
  const type = display['data_type'] ?? 'text';
  if (type !== 'text' && type !== 'autonumber')
    return itemError('INVALID_DATA', 'invalid data', {
      ...{
        api_name: 'data_type',
        json_path: `${path}.display_field.data_type`,
        supported_values: ['text', 'autonumber'],
      },
    });
  const { start_number: start, prefix = '', suffix = '' } = (display['auto_number'] ?? {}) as Row;
  if (type === 'autonumber' && !/^\d{1,16}$/.test(String(start))) {
    const where = { api_name: 'start_number', json_path: `${path}.display_field.auto_number.start_number` };
    return start === undefined
      ? itemError('MANDATORY_NOT_FOUND', 'required field not found', where)
      : itemError('INVALID_DATA', 'invalid data', where);
  }
  const [singular, plural] = [String(wanted['singular_label']), String(wanted['plural_label'])];
  const number = { prefix: String(prefix), start: Number(start ?? 1), suffix: String(suffix) };
  const definitions = customModuleFields(
    String(display['field_label'] ?? `${singular} Name`),
    type === 'autonumber' ? number : null,
  );
  const module = addModule(call.org, { name, singular, plural, kind: 'custom', displayField: 'Name', definitions });
  module.profiles = profiles;
  return itemSuccess('module created', { id: module.id });
}

/** Creates one custom module for each call. Needs the edition Enterprise or Ultimate. docs: create-custom-module */
export function createModule(call: Call): Answer {
  if (!hasCustomModules(call)) return notInEdition();
  const given = bodyList(call, 'modules');
  if (!given) return missingKey('modules');
  if (given.length > 1) return tooManyRecords();
  return itemsAnswer(
    given.map((wanted) => createOne(call, wanted)),
    201,
    'modules',
  );
}

/** Changes the labels and profiles of a custom module. docs: update-custom-module */
export function changeModule(call: Call, module: Module): Answer {
  if (!hasCustomModules(call)) return notInEdition();
  const [wanted, ...others] = bodyList(call, 'modules') ?? [];
  if (!wanted) return missingKey('modules');
  if (others.length > 0) return tooManyRecords();
  const answer = (item: Item) => itemsAnswer([item], 200, 'modules');
  if (module.kind !== 'custom')
    return answer(itemError('NOT_ALLOWED', 'only custom modules can be updated', at('plural_label')));
  if (wanted['api_name'] !== undefined)
    return answer(itemError('NOT_ALLOWED', 'API name cannot be updated for module', at('api_name')));
  const before = { plural_label: module.plural, singular_label: module.singular };
  const error = checkLabels(call, { ...before, ...wanted }, module);
  if (error) return answer(error);
  const profiles = readProfiles(call, wanted['profiles'] ?? [], module.profiles ?? []);
  if (!Array.isArray(profiles)) return answer(profiles);
  const { plural_label: plural, singular_label: singular } = { ...before, ...wanted };
  Object.assign(module, { plural, singular, profiles });
  return answer(itemSuccess('module updated successfully', { id: module.id }));
}
