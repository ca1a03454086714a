import { counted } from '../documents/markdown.ts';
import { placeholder } from '../identifiers/hit.ts';
import type { PackDifference } from '../../schemas/pack-check.ts';
import { differs } from './shown.ts';

type Members = Record<string, unknown>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members by which people recognise an entry of a list. That of a decision is its gate, before the name of a person. */
const names = ['object', 'module', 'run', 'gate', 'what', 'name', 'phase', 'rule', 'version'];

/**
 * Where two values of JSON differ, member by member. The places and their names are those of the ledger, never those of the
 * pack.
 */
export function differencesOf(where: string, pack: unknown, ledger: unknown): PackDifference[] {
  if (Array.isArray(pack) && Array.isArray(ledger)) return differencesOfLists(where, pack, ledger);
  if (isMembers(pack) && isMembers(ledger)) {
    const isMore = Object.keys(pack).some((name) => !Object.hasOwn(ledger, name));
    return [
      ...(isMore ? [{ where: where || 'pack', what: 'the pack has members that the ledger does not have' }] : []),
      ...Object.entries(ledger).flatMap(([name, value]) =>
        differencesOf(
          where === '' ? name : `${where}.${name}`,
          Object.hasOwn(pack, name) ? pack[name] : undefined,
          value,
        ),
      ),
    ];
  }
  return Object.is(pack, ledger) ? [] : [{ where: where || 'pack', what: differs(pack, ledger) }];
}

function differencesOfLists(where: string, pack: unknown[], ledger: unknown[]): PackDifference[] {
  const labels = ledger.map(nameOf);
  const labelOf = (index: number) => {
    const label = labels[index];
    return label != null && labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${index + 1}`;
  };
  return [
    ...(pack.length === ledger.length
      ? []
      : [{ where, what: `the pack has ${counted(pack.length, 'entry', 'entries')}, the ledger ${ledger.length}` }]),
    ...ledger
      .slice(0, pack.length)
      .flatMap((value, index) => differencesOf(`${where}[${labelOf(index)}]`, pack[index], value)),
  ];
}

function nameOf(entry: unknown): string | null {
  if (!isMembers(entry)) return null;
  const found = names.find((name) => typeof entry[name] === 'string' || typeof entry[name] === 'number');
  return found === undefined ? null : String(entry[found]);
}

/**
 * A value of the ledger with the guard's placeholder wherever the pack has it: the guard removes what may be a network
 * identifier when the pack is written, and an auditor does not have its key.
 */
export function asGuarded(pack: unknown, ledger: unknown): unknown {
  if (typeof pack === 'string' && pack.includes(placeholder)) return pack;
  if (Array.isArray(pack) && Array.isArray(ledger)) return ledger.map((value, index) => asGuarded(pack[index], value));
  if (!isMembers(pack) || !isMembers(ledger)) return ledger;
  return Object.fromEntries(Object.entries(ledger).map(([name, value]) => [name, asGuarded(pack[name], value)]));
}
