import type { CutoverEnd, FollowedStep } from '../../schemas/cutover.ts';
import type { Module } from '../../schemas/terms.ts';
import { callOff } from '../cutover/follow.ts';
import { followedTable } from './cutover-steps.ts';
import { list, page, section } from './markdown.ts';

/** A cutover that was called off, and what is left of it. */
export interface Fallback {
  engagement: string;
  customer: string;
  /** The gate at which it was called off; null if the engagement ended. */
  gate: string | null;
  /** How the engagement ended; null if it goes on at the gate freeze. */
  end: CutoverEnd | null;
  checkedAt: string;
  /** The cutover up to then. */
  steps: readonly FollowedStep[];
  locks: { module: Module; rule: string; isRemoved: boolean }[];
  /** Tables of the source with a privilege to write that is not given back; null if no script takes any. */
  privileges: { tables: string[] } | null;
  /** What people have to do beside. */
  remark: string | null;
}

const stillThere = '**still there**';

const stateOf = ({ isRemoved }: Fallback['locks'][number], end: CutoverEnd | null): string => {
  if (isRemoved) return 'removed';
  return end === 'rolled back' ? 'the rollback removes it' : stillThere;
};

const ends: Record<CutoverEnd, { why: string; loaded: string }> = {
  'rolled back': {
    why: 'by a rollback of production',
    loaded: 'The rollback deletes what was loaded, unless people changed it. Its document lists what stays in Zoho.',
  },
  ended: {
    why: 'because the engagement ended',
    loaded: 'What was loaded stays in Zoho. A rollback of production deletes it; it can still be requested.',
  },
};

/** What people have to do before everything is as before the freeze; null if it is. */
export function fallbackProblem({ end, locks, privileges, remark }: Fallback): string | null {
  const left = locks.filter((lock) => stateOf(lock, end) === stillThere).map(({ module }) => module);
  const tables = privileges?.tables ?? [];
  const parts = [
    ...(remark === null ? [] : [remark]),
    ...(left.length > 0
      ? [`Rules still lock ${left.join(', ')}. Remove them in Zoho, or correct the rights of the user of the load.`]
      : []),
    ...(tables.length > 0
      ? [`Privileges to write are missing on ${listed(tables)}. Run restore-writes.sql in the source.`]
      : []),
  ];
  return parts.join(' ') || null;
}

const mostListed = 5;
const listed = (tables: string[]): string =>
  tables.length > mostListed
    ? `${tables.slice(0, mostListed).join(', ')} and ${tables.length - mostListed} more`
    : tables.join(', ');

/** What a no-go did, for the people who decide how to go on. */
export function fallbackDocument(fallback: Fallback): string {
  const { engagement, customer, gate, end, checkedAt, steps, locks, privileges } = fallback;
  return page(
    `Fallback of ${customer}`,
    `Engagement \`${engagement}\`. The cutover was called off ${end ? ends[end].why : `at the gate ${gate}`}. Checked at ${checkedAt}.`,
    fallbackProblem(fallback) ?? 'The source can be written as before the freeze, and no rule locks records in Zoho.',
    section(
      'What was given back',
      list([
        ...locks.map((lock) => `Rule \`${lock.rule}\` of ${lock.module}: ${stateOf(lock, end)}`),
        privilegesText(privileges),
      ]),
    ),
    section('Who was told', toldText(steps)),
    section('The cutover up to then', followedTable(callOff(steps))),
    section(
      'What stays',
      list([
        end
          ? ends[end].loaded
          : 'What was loaded stays in Zoho. A rollback of production, at the gate freeze, deletes it.',
        `What people did in Zoho since the switch stays there${end ? ', and is not in the source.' : '. The next delta compares it with the source, and people decide about conflicts.'}`,
      ]),
    ),
  );
}

/** The notice that a cutover is called off follows this page. What could not be sent is a question at `exception:fallback`. */
function toldText(steps: Fallback['steps']): string {
  const isTold = steps.some(({ id, started }) => id === 'switch' && started !== null);
  return isTold
    ? 'People were told to work in Zoho. The same people are told next that the cutover is called off; what can not be sent is a question at the gate exception:fallback.'
    : 'Nobody was told to work in Zoho, so nobody is told that the cutover is called off.';
}

function privilegesText(privileges: Fallback['privileges']): string {
  if (privileges === null)
    return 'Privileges to write: no script took any. Who stopped the changes in the source lets them begin again.';
  return privileges.tables.length === 0
    ? 'Privileges to write: all that the scripts are about are there'
    : `Privileges to write: **missing** on ${privileges.tables.join(', ')}`;
}
