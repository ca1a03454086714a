import { CutoverStepId, type CutoverPlan, type CutoverStep } from '../../schemas/cutover.ts';
import type { RehearsalMinutes } from './measured.ts';

export interface CutoverFacts {
  engagement: string;
  customer: string;
  /** Role of the person who runs Portage. */
  operator: string;
  /** Roles that may sign. */
  roles: { freeze: string[]; 'go-live': string[]; acceptance: string[]; rollback: string[] };
  /** How many different people must approve the go-live. */
  goLivePeople: number;
  /** Who does a step, by the engagement file. */
  owners: Partial<Record<CutoverStepId, string>>;
  quietMinutes: number;
  deltaRounds: number;
  /** Whether the source's privileges to write can be taken. */
  hasPrivileges: boolean;
  /** Whether the mapping locks migrated records. */
  locks: boolean;
  /** The profile that the user of the load gets at the switch; null if the engagement file names none. */
  profileAfterSwitch: string | null;
  measured: RehearsalMinutes;
  /** The newest dry run in the sandbox; null without one. */
  dryRun: { endedAt: string; minutes: Partial<Record<CutoverStepId, number>> } | null;
  remarks: string[];
}

const notMeasured = 'not measured';

/** The steps of the cutover: who does them, how long they take, what is checked, and how far there is a way back. */
export function cutoverPlan(facts: CutoverFacts): CutoverPlan {
  const { engagement, customer, measured, owners, roles, dryRun, remarks } = facts;
  const steps = stepsOf(facts);
  return {
    ...{ engagement, customer, rehearsal: measured.run, rollbackMinutes: measured.rollback },
    dryRunAt: dryRun?.endedAt ?? null,
    steps: CutoverStepId.options
      .filter((id) => isPresent(id, facts))
      .map((id) => ({
        ...{ id, ...steps[id] },
        owner: owners[id] ?? steps[id].owner,
        measuredMinutes: dryRun?.minutes[id] ?? null,
        isPointOfNoReturn: id === 'acceptance',
      })),
    fallback: fallbackOf(facts),
    windows: windowsOf(roles.rollback),
    remarks,
  };
}

const isPresent = (id: CutoverStepId, { hasPrivileges, locks, profileAfterSwitch }: CutoverFacts): boolean =>
  id === 'privileges' ? hasPrivileges : id === 'locking' ? locks : id === 'rights' ? profileAfterSwitch !== null : true;

type Described = Omit<CutoverStep, 'id' | 'isPointOfNoReturn' | 'measuredMinutes'>;

function stepsOf(facts: CutoverFacts): Record<CutoverStepId, Described> {
  const { operator, roles, goLivePeople, quietMinutes, deltaRounds, profileAfterSwitch, measured } = facts;
  const portage = `Portage, watched by the ${operator}`;
  const people = { expectedMinutes: null, basis: `${notMeasured}: people do it` };
  const noGo = 'a no-go: the fallback';
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
      undo: 'a rollback of production',
    },
    handoff: {
      ...{ what: 'Take the snapshot of the OCS buckets, and write the other lists of the handoff', owner: portage },
      ...{ expectedMinutes: null, basis: `${notMeasured}: a rehearsal has no handoff` },
      checked: 'the proof of one moment; opening − used = remaining for each unit and currency',
      undo: 'nothing is changed',
    },
    'go-live': {
      ...{
        what: 'Read the evidence, and sign the gate go-live: go or no-go',
        owner: anyOf(roles['go-live']),
        ...people,
      },
      checked: `quiet check, snapshot, deltas, verification, money and open exceptions; ${goLivePeople} different people approve`,
      undo: 'a no-go: writes are given back in the source',
    },
    locking: {
      ...{ what: 'Lock the migrated history in Zoho', owner: portage, expectedMinutes: null },
      basis: `${notMeasured}: a rehearsal has no lock`,
      checked: 'Zoho refuses a change of a sample of locked records',
      undo: `${noGo} removes the rules`,
    },
    rights: {
      what: `Give the user of the load the profile ${profileAfterSwitch} in Zoho`,
      ...{ owner: 'an administrator of the Zoho org', ...people },
      checked: 'Zoho is asked for the profile of the user',
      undo: `${noGo}: the administrator gives the earlier profile back, before the rules are removed`,
    },
    switch: {
      ...{ what: 'Tell owners and contacts, with links, that they work in Zoho from now on', owner: portage },
      ...{ expectedMinutes: null, basis: notMeasured },
      checked: 'the mail server takes the mails',
      undo: `${noGo}: they are told to work in the source. What people did in Zoho stays there, and the next delta compares it`,
    },
    acceptance: {
      what: 'Try Zoho, let the network teams check the handoff, and sign the gate acceptance',
      ...{ owner: anyOf(roles.acceptance), ...people },
      checked: 'all of the above, and the locks, as evidence of the gate',
      undo: 'from here on a rollback leaves and lists what people have changed, and the source lacks what they did in Zoho',
    },
  };
}

/** What a no-go does. Portage does what is its own, and checks what people do. */
const fallbackOf = ({ hasPrivileges, locks, profileAfterSwitch }: CutoverFacts): string[] => [
  'A decision against at the gate go-live or acceptance is a no-go; requested changes at go-live only watch the source again.',
  ...(profileAfterSwitch === null
    ? []
    : [`After the switch, an administrator gives the user of the load its earlier profile back; Portage asks Zoho.`]),
  ...(locks ? ['Portage removes the rules that lock records.'] : []),
  ...(hasPrivileges
    ? ['The database administrator runs restore-writes.sql; Portage reads the privileges.']
    : ['Who stopped the changes in the source lets them begin again.']),
  'Portage writes fallback.md, and tells owners and contacts if they were told of the switch.',
  'The gate freeze opens again: sign it for another cutover, or request a rollback of production. What was loaded stays until then.',
];

function minutesOf(minutes: number | null, basis: string): Pick<Described, 'expectedMinutes' | 'basis'> {
  return { expectedMinutes: minutes, basis: minutes === null ? notMeasured : basis };
}

const windowsOf = (roles: string[]): string[] => [
  `Any time: a rollback of production, requested by ${anyOf(roles)}. It deletes what the loads created and nobody changed since, and restores what they changed.`,
  '30 days: Zoho’s own undo of an import. It is for imports that were made on Zoho’s pages; the records of Portage come through the API, so do not plan with it.',
  '60 days: Zoho keeps deleted records in its recycle bin, also those that a rollback deleted, and an administrator can restore them. After that they are gone for good.',
];

const anyOf = (roles: string[]): string => roles.join(' or ');
