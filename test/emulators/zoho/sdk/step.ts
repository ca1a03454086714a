import type { Reply, Sdk } from './client.ts';

/** What the steps of one session know of each other. */
export interface Session {
  sdk: Sdk;
  /** The org's `zgid`. */
  orgId: string;
  /** Ids by the name under which a step kept them. */
  ids: Map<string, string>;
}

export interface Step {
  /** A sentence; the tests have it as their title. */
  name: string;
  run(session: Session): Promise<void>;
}

/** The value below a path of keys, such as `data.0.code`. */
export function at(source: unknown, path: string): unknown {
  const value = source instanceof Object && 'kind' in source && 'value' in source ? source.value : source;
  return path.split('.').reduce<unknown>((found, key) => (found as { [key: string]: unknown } | null)?.[key], value);
}

/** The list below a path; empty if there is none. */
export const list = (source: unknown, path: string): unknown[] => (at(source, path) as unknown[] | undefined) ?? [];

/** The id that an earlier step kept. */
export function kept(session: Session, name: string): string {
  const id = session.ids.get(name);
  if (id === undefined) throw new Error(`an earlier step did not get the id of ${name}`);
  return id;
}

/** Keeps the ids of a write in the order sent; each must be 19 digits, as the emulator gives them. */
export function keep(session: Session, reply: Reply, ...names: string[]): void {
  for (const [place, name] of names.entries()) {
    const id = at(reply, `data.${place}.details.id`);
    if (typeof id !== 'string' || !/^\d{19}$/.test(id)) {
      throw new Error(`no id for ${name}: ${JSON.stringify(reply)}`);
    }
    session.ids.set(name, id);
  }
}
