import { CutoverStepId, type CutoverPlan, type CutoverStep } from '../../schemas/cutover.ts';
import type { RehearsalMinutes } from './measured.ts';

export interface CutoverFacts {
  engagement: string;
  customer: string;
  /** Role of the person who runs Portage. */
  operator: string;
  /** Roles that may sign. */
  roles: { freeze: string[]; acceptance: string[]; rollback: string[] };
  /** Who does a step, by the engagement file. */
  owners: Partial<Record<CutoverStepId, string>>;
  quietMinutes: number;
  deltaRounds: number;
  /** Whether the source's privileges to write can be taken. */
  hasPrivileges: boolean;
  /** Whether the mapping locks migrated records. */
  locks: boolean;
  measured: RehearsalMinutes;
  remarks: string[];
}

const notMeasured = 'not measured';

/** The steps of the cutover: who does them, how long they take, what is checked, and how far there is a way back. */
export function cutoverPlan(facts: CutoverFacts): CutoverPlan {
  const { engagement, customer, measured, owners, roles, remarks } = facts;
  const steps = stepsOf(facts);
  return {
    ...{ engagement, customer, rehearsal: measured.run, rollbackMinutes: measured.rollback },
    steps: CutoverStepId.options
      .filter((id) => isPresent(id, facts))
      .map((id) => ({
        ...{ id, ...steps[id] },
        owner: owners[id] ?? steps[id].owner,
        isPointOfNoReturn: id === 'switch',
      })),
    windows: windowsOf(roles.rollback),
    remarks,
  };
}

const isPresent = (id: CutoverStepId, { hasPrivileges, locks }: CutoverFacts): boolean =>
  id === 'privileges' ? hasPrivileges : id === 'locking' ? locks : true;

type Described = Omit<CutoverStep, 'id' | 'isPointOfNoReturn'>;

function stepsOf({
  operator,
  roles,
  quietMinutes,
  deltaRounds,
  measured,
}: CutoverFacts): Record<CutoverStepId, Described> {
  const portage = `Portage, watched by the ${operator}`;
  const people = { expectedMinutes: null, basis: `${notMeasured}: people do it` };
  const rollBack = 'a rollback of production';
  return {
    freeze: {
      ...{ what: 'Stop all changes in the source, then sign the gate freeze', owner: anyOf(roles.freeze), ...people },
      checked: 'the counts, the read-back and the exceptions of the production load, as evidence of the gate',
      undo: 'changes in the source may begin again',
    },
    privileges: {
      ...{ what: 'Run revoke-writes.sql in the source', owner: 'the database administrator of the source', ...people },
      checked: 'the quiet check names who still writes',
      undo: 'restore-writes.sql gives back exactly the same privileges',
    },
    'quiet-check': {
      ...{ what: 'Watch the source until nothing is written any more', owner: portage },
      ...{ expectedMinutes: quietMinutes, basis: 'the time that the engagement file asks for' },
      checked: 'rows, content, change marks and counted writes, as far as the source has them',
      undo: 'nothing is changed',
    },
    extraction: {
      ...{ what: 'Extract the source again, until an extraction has the content of the one before', owner: portage },
      ...minutesOf(measured.extraction, 'one extraction, measured before the rehearsal'),
      checked: 'the source’s own counts, and the content digest',
      undo: 'nothing is changed',
    },
    delta: {
      ...{
        what: `Load what changed; after ${deltaRounds} rounds people decide`,
        owner: portage,
        expectedMinutes: null,
      },
      basis:
        measured.load === null
          ? `${notMeasured}: a rehearsal has no delta`
          : `${notMeasured}: a rehearsal has no delta; its full load took ${measured.load} minutes`,
      checked: 'the count identity of each module, and every field that was written',
      undo: rollBack,
    },
    handoff: {
      ...{ what: 'Take the snapshot of the OCS buckets, and write the other lists of the handoff', owner: portage },
      ...{ expectedMinutes: null, basis: `${notMeasured}: a rehearsal has no handoff` },
      checked: 'the proof of one moment; opening − used = remaining for each unit and currency',
      undo: 'nothing is changed',
    },
    acceptance: {
      ...{ what: 'Read the evidence, and sign the gate acceptance', owner: anyOf(roles.acceptance), ...people },
      checked: 'verification, receivables, quiet check, handoff and open exceptions, as evidence of the gate',
      undo: rollBack,
    },
    locking: {
      ...{ what: 'Lock the migrated history in Zoho', owner: portage, expectedMinutes: null },
      basis: `${notMeasured}: a rehearsal has no lock`,
      checked: 'Zoho refuses a change of a sample of locked records',
      undo: 'a rollback removes the rule',
    },
    switch: {
      ...{
        what: 'Let people work in Zoho, and the network teams take over the handoff',
        owner: anyOf(roles.acceptance),
      },
      ...people,
      checked: 'the digests of the handed-over files',
      undo: 'from here on a rollback leaves and lists what people have changed, and the source lacks what they did in Zoho',
    },
  };
}

function minutesOf(minutes: number | null, basis: string): Pick<Described, 'expectedMinutes' | 'basis'> {
  return { expectedMinutes: minutes, basis: minutes === null ? notMeasured : basis };
}

const windowsOf = (roles: string[]): string[] => [
  `Any time: a rollback of production, requested by ${anyOf(roles)}. It deletes what the loads created and nobody changed since, and restores what they changed.`,
  '30 days: Zoho’s own undo of an import. It is for imports that were made on Zoho’s pages; the records of Portage come through the API, so do not plan with it.',
  '60 days: Zoho keeps deleted records in its recycle bin, also those that a rollback deleted, and an administrator can restore them. After that they are gone for good.',
];

const anyOf = (roles: string[]): string => roles.join(' or ');
