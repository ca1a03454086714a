import type { SchemaChange } from '../../connectors/ledger/schema-changes.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';

/** The section that the engagement created, where a layout still has it. */
async function findSection(zoho: Zoho, { module, fieldId, value }: SchemaChange) {
  for (const layout of await zoho.layouts(module)) {
    const section = layout.sections.find(({ id, label }) => (fieldId === null ? label === value : id === fieldId));
    if (section) return { layout, section };
  }
  return null;
}

const whyStays = (others: string[]): string | null =>
  others.length === 0 ? null : `the section has other fields: ${others.join(', ')}`;

/** Why a section stays when these fields are gone; null if it does not, or is gone already. */
export async function sectionStays(
  zoho: Zoho,
  change: SchemaChange,
  removed: ReadonlySet<string>,
): Promise<string | null> {
  const found = await findSection(zoho, change);
  return whyStays((found?.section.fields ?? []).filter((name) => !removed.has(name)));
}

/** Deletes a section without fields. Returns why it stays, or null. */
export async function removeSection(zoho: Zoho, change: SchemaChange): Promise<string | null> {
  const found = await findSection(zoho, change);
  if (!found) return null;
  const why = whyStays(found.section.fields);
  if (why !== null) return why;
  const result = await zoho.changeLayout(change.module, found.layout.id, [{ id: found.section.id, remove: true }]);
  return result.ok ? null : `Zoho refused to delete the section: ${result.reason}`;
}
