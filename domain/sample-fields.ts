/** Distinct values that are kept of a field, and the most characters of each. */
const most = { values: 4, characters: 60 } as const;

export interface FieldSample {
  field: string;
  filled: number;
  values: string[];
}

export interface FieldSampler {
  add(row: Record<string, string>): void;
  rows(): number;
  result(): FieldSample[];
}

/** Counts how full the fields of rows are, and keeps their first distinct values. Custom fields count one by one. */
export function createFieldSampler(): FieldSampler {
  const fields = new Map<string, { filled: number; values: Set<string> }>();
  let rows = 0;
  const see = (field: string, text: string) => {
    const seen = fields.get(field) ?? { filled: 0, values: new Set<string>() };
    fields.set(field, seen);
    if (text.trim() === '') return;
    seen.filled += 1;
    if (seen.values.size < most.values)
      seen.values.add(text.length > most.characters ? `${text.slice(0, most.characters)} …` : text);
  };
  return {
    add(row) {
      rows += 1;
      for (const [column, text] of Object.entries(row)) {
        see(column, text);
        if (column === 'extensions') for (const [name, value] of membersOf(text)) see(`extensions.${name}`, value);
      }
    },
    rows: () => rows,
    result: () => [...fields].map(([field, { filled, values }]) => ({ field, filled, values: [...values] })),
  };
}

/** Custom fields of a row, which are one JSON object. */
function membersOf(text: string): [string, string][] {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).map(([name, one]) => [name, textOf(one)]);
  } catch {
    return [];
  }
}

const textOf = (value: unknown): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
