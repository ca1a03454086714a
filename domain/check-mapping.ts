import type { Mapping } from '../schemas/mapping.ts';
import type { Module } from '../schemas/terms.ts';
import { checkColumns, type Columns, type SourceFacts } from './check-columns.ts';
import { checkCustomFields } from './check-custom-fields.ts';
import { checkActivity, checkDestination, checkLock, checkVanished, type Destination } from './check-destination.ts';
import { checkLeftOut, checkStaying, checkWithholding } from './check-left-out.ts';
import { checkMatch } from './check-match.ts';
import { checkRules } from './check-rules.ts';
import { modulesOf } from './modules-of.ts';
import type { Problem } from './problem.ts';
import { checkRequired } from './schema-plan/layout.ts';
import { checkNewModule } from './schema-plan/new-module.ts';
import { checkTags } from './tags.ts';

/** Checks a mapping against the columns of the source and the fields of the destination. Finds every problem. */
export function checkMapping(
  mapping: Mapping,
  columns: Columns,
  destination: Destination,
  facts: SourceFacts = {},
): Problem[] {
  return [
    ...checkStaying(mapping, columns),
    ...checkWithholding(mapping, columns),
    ...modulesOf(mapping).flatMap(checkModule),
  ];

  function checkModule(module: Module): Problem[] {
    const moduleMapping = mapping.modules[module]!;
    const known = [...Object.keys(moduleMapping.custom), mapping.key];
    return [
      ...moduleMapping.sources.flatMap((source, index) => {
        const path = `modules.${module}.sources[${index}]`;
        return [
          ...checkColumns(source, path, columns, facts),
          ...checkRules(mapping, source, path),
          ...checkActivity(module, source, path),
          ...checkDestination(mapping, source, path, destination[module] ?? [], known),
          ...checkLeftOut(mapping, source, path, columns, facts),
        ];
      }),
      ...checkNewModule(mapping, module),
      ...checkTags(mapping, module),
      ...checkCustomFields(mapping, module, moduleMapping),
      ...checkRequired(mapping, module),
      ...checkMatch(mapping, module, destination),
      ...checkLock(mapping, module),
      ...checkVanished(mapping, module),
    ];
  }
}
