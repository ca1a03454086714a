import type { Layout, Module, Section } from '../orgs/org.ts';

/** All sections of a layout. The first one has the fields that are in no other. */
export function sectionsOf(module: Module, layout: Layout): Section[] {
  const elsewhere = new Set(layout.sections.flatMap((section) => [...section.fields]));
  const fields = new Set([...layout.fields].filter((name) => !elsewhere.has(name)));
  const id = String(BigInt(layout.id) + 900_000_000n);
  return [{ id, label: layout.label ?? `${module.singular} Information`, fields }, ...layout.sections];
}
