import { readdirSync, readFileSync } from 'node:fs';
import { standardModules } from '../../emulators/zoho/orgs/standard-modules.ts';
import type { TargetField } from '../../domain/proposal/targets.ts';
import type { ColumnFacts, SemanticType } from '../../schemas/column-facts.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';

/** Zoho's standard fields, as the emulator has them. */
export const fieldsOf = (module: string): TargetField[] =>
  standardModules[module]!.map(([apiName, dataType, options = {}]) => ({
    ...{ apiName, label: apiName.replaceAll('_', ' '), dataType, length: options.length ?? null, custom: false },
    ...{ mandatory: options.mandatory ?? false, unique: false, writable: !options.readOnly },
    ...{ lookupModule: options.lookup ?? null, pickListValues: options.values ?? [] },
  }));

/** A table of a gold schema: what each column is, and what it should become. */
export interface GoldTable {
  schema: string;
  object: LoadedObject;
  module: Module;
  key: string;
  columns: { facts: ColumnFacts; wanted: string }[];
}

/** Reads the gold schemas of a folder: a line for a table, indented lines for its columns (name, semantic type, decision). */
export function readGold(folder: 'tuned' | 'unseen'): GoldTable[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url).flatMap((file) => {
    const tables: GoldTable[] = [];
    for (const line of readFileSync(new URL(file, url), 'utf8').split('\n')) {
      const [name = '', type = '', wanted = ''] = line.trim().split(/\s+/);
      if (line.startsWith('#') || name === '') continue;
      if (!line.startsWith(' '))
        tables.push({
          schema: file.replace('.txt', ''),
          object: name as LoadedObject,
          module: type as Module,
          key: '',
          columns: [],
        });
      else {
        const table = tables.at(-1)!;
        if (table.columns.length === 0) table.key = name;
        table.columns.push({ facts: factsOf(table.object, name, type, table.key === name), wanted });
      }
    }
    return tables;
  });
}

/** Facts as the discovery would find them, with the semantic type that the gold schema names. */
function factsOf(object: LoadedObject, column: string, type: string, isKey: boolean): ColumnFacts {
  const [semantic = '', target] = type.split(':');
  return {
    object,
    within: null,
    column,
    rows: 1_000,
    filled: 900,
    distinct: ['code', 'status', 'flag', 'currency'].includes(semantic) ? 4 : 800,
    isKey,
    length: { least: 1, most: 20, mean: 10 },
    semantic: semantic as SemanticType,
    score: 0.9,
    runnerUp: null,
    meaning: null,
    shapes: [],
    top: [],
    references: target === undefined ? [] : [{ object: target as LoadedObject, contained: 0.99 }],
    decides: [],
  };
}
