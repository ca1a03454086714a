import type { Module, Org, Row, Stored } from './org.ts';
import type { Field } from './standard-modules.ts';

export type Clock = () => number;

/** Times as the API gives them, with an offset. */
export const renderTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;

function renderValue(org: Org, field: Field, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (field.type === 'ownerlookup') {
    const user = org.users.find((one) => one.id === value);
    return { id: value, name: user?.name, email: user?.email };
  }
  if (field.type === 'lookup') {
    const target = field.lookup ? org.modules.get(field.lookup)?.records.get(value as string) : undefined;
    return { id: value, name: displayName(target) };
  }
  return value;
}

const displayName = (record: Stored | undefined): unknown =>
  record &&
  (record.values['Account_Name'] ??
    record.values['Last_Name'] ??
    record.values['Product_Name'] ??
    record.values['Vendor_Name'] ??
    record.values['Subject']);

/** The value of one field of a record as the API gives it. */
export function readField(org: Org, module: Module, record: Stored, name: string): unknown {
  const who = { id: org.users[0]?.id, name: org.users[0]?.name, email: org.users[0]?.email };
  if (name === 'id') return record.id;
  if (name === 'Created_Time') return renderTime(record.createdAt);
  if (name === 'Modified_Time') return renderTime(record.modifiedAt);
  if (name === 'Created_By' || name === 'Modified_By') return who;
  const field = module.fields.get(name);
  if (!field) return null;
  if (field.type === 'subform') return renderLines(org, field, record);
  return renderValue(org, field, record.values[name]);
}

function renderLines(org: Org, field: Field, record: Stored): Row[] {
  const module = field.subform ? org.modules.get(field.subform) : undefined;
  return (record.lines ?? []).map((line) =>
    Object.fromEntries(
      Object.entries(line).map(([name, value]) => {
        const shape = module?.fields.get(name);
        return [name, name === 'Parent_Id' ? { id: value } : shape ? renderValue(org, shape, value) : value];
      }),
    ),
  );
}

/** A record whole, as a get by id gives it, or with the asked fields, as a list gives it. */
export function renderRecord(org: Org, module: Module, record: Stored, fields?: string[]): Row {
  const names = fields ?? ['id', ...module.fields.keys()];
  const rendered: Row = { id: record.id };
  for (const name of names) {
    // A list never carries lines.
    if (fields && module.fields.get(name)?.type === 'subform') continue;
    rendered[name] = readField(org, module, record, name);
  }
  return fields ? rendered : { ...rendered, $editable: true, $locked_for_me: false, $approval_state: 'approved' };
}
