import type { Reply, Sdk } from './client.ts';

/** State that the steps of one session share. */
export interface Session {
  sdk: Sdk;
  /** The org's `zgid`. */
  orgId: string;
  /** Ids of records, by the name that a step stored them under. */
  ids: Map<string, string>;
}

export interface Step {
  /** A sentence, which is the title of the test. */
  name: string;
  run(session: Session): Promise<void>;
}

/** The value at a path of keys, such as `data.0.code`. */
export function at(source: unknown, path: string): unknown {
  const value = source instanceof Object && 'kind' in source && 'value' in source ? source.value : source;
  return path.split('.').reduce<unknown>((found, key) => (found as { [key: string]: unknown } | null)?.[key], value);
}

/** The list at a path; empty if there is none. */
export const list = (source: unknown, path: string): unknown[] => (at(source, path) as unknown[] | undefined) ?? [];

/** The id that an earlier step stored. */
export function storedId(session: Session, name: string): string {
  const id = session.ids.get(name);
  if (id === undefined) throw new Error(`No earlier step stored the id of ${name}.`);
  return id;
}

/** Stores the ids of a write, in the order of the request. Each must have 19 digits. */
export function storeIds(session: Session, reply: Reply, ...names: string[]): void {
  for (const [place, name] of names.entries()) {
    const id = at(reply, `data.${place}.details.id`);
    if (typeof id !== 'string' || !/^\d{19}$/.test(id)) {
      throw new Error(`No id for ${name}: ${JSON.stringify(reply)}`);
    }
    session.ids.set(name, id);
  }
}
