import type { Call, Behaviour } from '../http/call.ts';
import { writeRecords } from '../records/write.ts';
import { createOrg } from './create-org.ts';
import { pickListOf } from './pick-list.ts';
import { nextId, type Module, type Org, type User } from './org.ts';
import type { OrgSeed } from './seed.ts';

/**
 * Creates an org with the contents of its seed.
 *
 * @throws {Error} if the seed names a module or field that the org does not have, or has a record that Zoho would reject
 */
export function openOrg(seed: OrgSeed, now: number, behaviour: Behaviour): Org {
  const org = createOrg(seed, now);
  for (const [path, values] of Object.entries(seed.pickLists)) {
    const [name = '', field = ''] = path.split('.');
    const found = moduleNamed(org, name).fields.get(field);
    if (!found) throw new Error(`The seed of org ${seed.id} names pick list ${path}, which the org does not have.`);
    found.pickList = pickListOf(values);
  }
  for (const { module: name, name: label, fields, mandatory } of seed.layouts) {
    const module = moduleNamed(org, name);
    const unknown = [...fields, ...mandatory].find((field) => !module.fields.has(field));
    if (unknown)
      throw new Error(
        `The seed of org ${seed.id} has a layout of ${name} with field ${unknown}, which the module does not have.`,
      );
    const required = [...module.fields.values()].filter((field) => field.mandatory).map((field) => field.apiName);
    module.layouts.push({
      id: nextId(org),
      name: label,
      fields: new Set(fields),
      mandatory: new Set([...required, ...mandatory]),
      sections: [],
      label: null,
    });
  }
  for (const { module, name, criteria } of seed.views) {
    const view = { id: nextId(org), name, systemName: null, ofCaller: false, criteria };
    moduleNamed(org, module).views.push(view);
  }
  for (const { module, data } of seed.records) insertSeed(org, moduleNamed(org, module), data, now, behaviour);
  return org;
}

function moduleNamed(org: Org, name: string): Module {
  const module = org.modules.get(name);
  if (!module) throw new Error(`The seed of org ${org.seed.id} names module ${name}, which its edition does not have.`);
  return module;
}

function insertSeed(
  org: Org,
  module: Module,
  data: Record<string, unknown>[],
  now: number,
  behaviour: Behaviour,
): void {
  const call: Call = {
    org,
    user: org.users[0] as User,
    method: 'POST',
    path: `/${module.name}`,
    query: new URLSearchParams(),
    headers: {},
    raw: Buffer.alloc(0),
    body: { trigger: [] },
    now,
    origin: '',
    behaviour,
    faults: [],
  };
  for (let from = 0; from < data.length; from += 100) {
    const answer = writeRecords(call, module, 'insert', data.slice(from, from + 100));
    const items = (answer.body as { data: { status: string; code: string; details: unknown }[] }).data;
    const bad = items.find((item) => item.status === 'error');
    if (bad)
      throw new Error(
        `The seed of org ${org.seed.id} has a record of ${module.name} that was rejected: ${bad.code} ${JSON.stringify(bad.details)}`,
      );
  }
}
