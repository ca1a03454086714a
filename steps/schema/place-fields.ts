import { ConnectorError } from '../../connectors/error.ts';
import {
  bookSchemaChanges,
  endSchemaChange,
  listSchemaChanges,
  storeFieldId,
} from '../../connectors/ledger/schema-changes.ts';
import type { LayoutChange, ZohoLayout } from '../../connectors/zoho/port.ts';
import { changesLayout, planLayout, sectionOf, type LayoutPlan } from '../../domain/schema-plan/layout.ts';
import { isFieldChange, isSectionChange } from '../../domain/schema-plan/state.ts';
import type { Module } from '../../schemas/terms.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import type { Change } from './change.ts';

/** Actions on fields in a call. docs: update-custom-layout */
const fieldsPerCall = 5;

/**
 * Puts the fields that the engagement created into the section that the mapping names, on the first layout, and makes those
 * mandatory that it declares as required. A section is booked before it is created.
 * @throws ConnectorError `configuration` when Zoho does not change the layout
 */
export async function placeFields(
  { ledger }: Ports,
  { mapping }: StoredEngagement,
  { ref, run, zoho }: Change,
  module: Module,
): Promise<void> {
  const { section, custom } = mapping.modules[module]!;
  if (section === undefined && !Object.values(custom).some(({ required }) => required)) return;
  const booked = (await listSchemaChanges(ledger, ref)).filter((one) => one.module === module);
  const created = new Set(booked.filter(isFieldChange).map(({ apiName }) => apiName));
  const ids = new Map((await zoho.fields(module)).map(({ apiName, id }) => [apiName, id]));
  const read = async () => {
    const [layout] = await zoho.layouts(module);
    if (!layout) throw notChanged(module, 'the module has no layout in use');
    return { layout, plan: planLayout(mapping, module, layout, created) };
  };
  let now = await read();
  for (let left = now.plan.placed.length + now.plan.required.length; left > 0; left -= fieldsPerCall) {
    if (!changesLayout(now.plan)) break;
    if (now.plan.placed.length > 0 && now.plan.isNew)
      await bookSchemaChanges(ledger, run ?? ref, [{ module, apiName: '', value: section!, label: section! }]);
    const result = await zoho.changeLayout(module, now.layout.id, nextChanges(now, ids));
    if (!result.ok) throw notChanged(module, result.reason);
    now = await read();
  }
  for (const change of (await listSchemaChanges(ledger, ref)).filter(isSectionChange)) {
    if (change.module !== module || change.fieldId !== null) continue;
    const found = sectionOf(now.layout, change.value);
    if (found) await storeFieldId(ledger, { ...ref, ...change, fieldId: found.id });
    else await endSchemaChange(ledger, { ...ref, ...change });
  }
  if (changesLayout(now.plan)) throw notChanged(module, 'the layout does not show the changes');
}

const notChanged = (module: Module, why: string) =>
  new ConnectorError(
    'configuration',
    `Zoho did not change the layout of ${module}: ${why}. Its fields were created, and no record was written. Correct section and required in mapping.yml, or change the layout in Zoho.`,
  );

/** As many changes as one call takes: first into the section, then mandatory where the fields are. */
function nextChanges(
  { layout, plan }: { layout: ZohoLayout; plan: LayoutPlan },
  ids: ReadonlyMap<string, string>,
): LayoutChange[] {
  const { section, placed, required } = plan;
  const entry = (name: string) => ({ id: ids.get(name)!, ...(required.includes(name) ? { required: true } : {}) });
  const first = placed.slice(0, fieldsPerCall);
  const target = section === null ? undefined : sectionOf(layout, section);
  const changes: LayoutChange[] =
    first.length === 0 ? [] : [{ ...(target ? { id: target.id } : { label: section! }), fields: first.map(entry) }];
  const rest = required.filter((name) => !placed.includes(name)).slice(0, fieldsPerCall - first.length);
  for (const { id, fields } of layout.sections) {
    const here = rest.filter((name) => fields.includes(name));
    const known = changes.find((one) => one.id === id);
    if (known) known.fields!.push(...here.map(entry));
    else if (here.length > 0) changes.push({ id, fields: here.map(entry) });
  }
  return changes;
}
