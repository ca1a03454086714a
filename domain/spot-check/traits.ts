import type { Json, JsonObject } from '../../schemas/json.ts';
import type { FieldRule, Mapping, SourceRule } from '../../schemas/mapping.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';

/** A record as it was written, and its outcome. */
export interface WrittenRecord {
  module: Module;
  object: LoadedObject;
  outcome: string;
  values: JsonObject;
}

export interface Special {
  traits: string[];
  extremes: Record<string, number>;
}

interface Fields {
  pickLists: string[];
  money: string[];
  /** The field with what is open, such as an invoice's balance. */
  balance: string | undefined;
}

const otherScript = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;

/**
 * Finds what is special about records: outcome, each value of each pick list, letters of another script than Latin, open
 * balances; and as extremes the longest text, the highest and the lowest amount. Only values of pick lists are named.
 */
export function compileTraits(mapping: Mapping): (record: WrittenRecord) => Special {
  const known = new Map<string, Fields>();
  return ({ module, object, outcome, values }) => {
    const place = `${module}/${object}`;
    const fields = known.get(place) ?? fieldsOf(mapping, module, object);
    known.set(place, fields);
    const texts = Object.values(values).filter((value) => typeof value === 'string');
    const traits = [
      `${outcome} in ${module}`,
      ...fields.pickLists.flatMap((field) => {
        const value = values[field];
        return typeof value === 'string' || typeof value === 'boolean' ? [`${module}: ${field} is ${value}`] : [];
      }),
      ...(texts.some((text) => otherScript.test(text)) ? [`${module}: letters that are not Latin`] : []),
      ...((amountOf(values[fields.balance ?? '']) ?? 0) > 0 ? [`${module}: open ${fields.balance}`] : []),
    ];
    const extremes: Special['extremes'] = {
      [`${module}: longest text`]: Math.max(0, ...texts.map((text) => text.length)),
    };
    for (const field of fields.money) {
      const amount = amountOf(values[field]);
      if (amount === null) continue;
      extremes[`${module}: highest ${field}`] = amount;
      extremes[`${module}: lowest ${field}`] = -amount;
    }
    return { traits, extremes };
  };
}

const amountOf = (value: Json | undefined): number | null => {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const amount = Number(value);
  return value === '' || Number.isNaN(amount) ? null : amount;
};

/** The part of the mapping that makes records of a module from an object. */
export const sourceOf = (mapping: Mapping, module: Module, object: LoadedObject): SourceRule | undefined =>
  mapping.modules[module]?.sources.find((one) => one.object === object);

function fieldsOf(mapping: Mapping, module: Module, object: LoadedObject): Fields {
  const source = sourceOf(mapping, module, object);
  const rules: [string, FieldRule][] = Object.entries({ ...source?.fields, ...source?.custom });
  const custom = mapping.modules[module]?.custom ?? {};
  const balance = source?.money?.balance;
  return {
    pickLists: rules.flatMap(([field, { map }]) =>
      map !== undefined || custom[field]?.type === 'picklist' ? [field] : [],
    ),
    money: rules.flatMap(([field, { transforms }]) => (transforms.includes('money') ? [field] : [])),
    balance: rules.find(([, { from }]) => balance !== undefined && from === balance)?.[0],
  };
}

/** The source columns that each field of a module is made from. */
export function columnsOf(mapping: Mapping, module: Module, object: LoadedObject): Map<string, string[]> {
  const source = sourceOf(mapping, module, object);
  const rules: [string, FieldRule][] = Object.entries({ ...source?.fields, ...source?.custom });
  const columns = new Map(rules.map(([field, { from = [] }]) => [field, Array.isArray(from) ? from : [from]]));
  if (source?.lines) columns.set(source.lines.into, [source.lines.from]);
  return columns;
}
