import { readdirSync, readFileSync } from 'node:fs';
import { standardModules } from '../../emulators/zoho/orgs/standard-modules.ts';
import type { TargetField } from '../../domain/proposal/targets.ts';
import type { ColumnFacts, SemanticType } from '../../schemas/column-facts.ts';
import type { Condition } from '../../schemas/mapping.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';

/** Zoho's standard fields, as the emulator has them. */
export const fieldsOf = (module: string): TargetField[] =>
  standardModules[module]!.map(([apiName, dataType, options = {}]) => ({
    ...{ apiName, label: apiName.replaceAll('_', ' '), dataType, length: options.length ?? null, custom: false },
    ...{ mandatory: options.mandatory ?? false, unique: false, writable: !options.readOnly },
    ...{ lookupModule: options.lookup ?? null, pickListValues: options.values ?? [] },
  }));

export interface GoldColumn {
  facts: ColumnFacts;
  values: string[] | null;
  /** What it should become, for each module of its table. */
  wanted: string[];
}

/** A table of a gold schema: what each column is, and what it should become. */
export interface GoldTable {
  schema: string;
  language: string;
  object: LoadedObject;
  /** Two where businesses go to another module than persons. */
  modules: Module[];
  /** Which rows go to the first module; null if all do. */
  route: Condition | null;
  key: string;
  columns: GoldColumn[];
}

/** `Accounts|Contacts kind=B2B,B2G` */
function routeOf(text: string | undefined): Condition | null {
  const [field, values] = text?.split('=') ?? [];
  if (field === undefined) return null;
  return values === undefined ? { field, empty: false } : { field, in: values.split(',') };
}

/**
 * Reads the gold schemas of a folder. A file's first word is its language. A line for a table has its object, its modules and
 * the route of the first one; an indented line for a column has its name, its semantic type and a decision for each module.
 */
export function readGold(folder: 'tuned' | 'unseen'): GoldTable[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url).flatMap((file) => {
    const text = readFileSync(new URL(file, url), 'utf8');
    const [, language = ''] = /^# (\w+)/.exec(text) ?? [];
    const tables: GoldTable[] = [];
    for (const line of text.split('\n')) {
      const [name = '', second = '', ...rest] = line.trim().split(/\s+/);
      if (line.startsWith('#') || name === '') continue;
      if (!line.startsWith(' '))
        tables.push({
          ...{ schema: file.replace('.txt', ''), language, object: name as LoadedObject },
          ...{ modules: second.split('|'), route: routeOf(rest[0]), key: '', columns: [] },
        });
      else {
        const table = tables.at(-1)!;
        if (table.columns.length === 0) table.key = name;
        table.columns.push(columnOf(table, name, second, rest));
      }
    }
    return tables;
  });
}

/** Facts as the discovery would find them: `code[RES,BUS]`, `reference:orders`. */
function columnOf({ object, key }: GoldTable, column: string, text: string, wanted: string[]): GoldColumn {
  const [, semantic = '', target, list] = /^(\w+)(?::(\w+))?(?:\[(.*)\])?$/.exec(text)!;
  const facts: ColumnFacts = {
    ...{ object, within: null, column, rows: 1_000, filled: 900, isKey: key === column },
    distinct: list?.split(',').length ?? (['code', 'status', 'flag', 'currency'].includes(semantic) ? 4 : 800),
    length: { least: 1, most: 20, mean: 10 },
    ...{ semantic: semantic as SemanticType, score: 0.9, runnerUp: null, meaning: null },
    ...{ shapes: [], top: [], decides: [] },
    references: target === undefined ? [] : [{ object: target as LoadedObject, contained: 0.99 }],
  };
  return { facts, values: list?.split(',') ?? null, wanted };
}
