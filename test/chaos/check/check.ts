import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import type { OrgState } from '../../../emulators/zoho/admin.ts';
import { searchPlaces, textsIn } from '../../support/planted.ts';
import type { Environment, Site } from '../site.ts';
import { compareOrg, keyIn, sorted, text } from '../../../emulators/comparison/compare.ts';
import { expectedOf, modules, type ExpectedRecord } from '../../../emulators/comparison/expected.ts';
import type { Source } from '../../../emulators/comparison/source.ts';

/** Compares a loaded org with the source that it was loaded from. */
export async function checkLoaded(site: Site, environment: Environment, source: Source): Promise<void> {
  const { findings, run } = site;
  const state = await site.engagement.state(environment);
  const expected = expectedOf(source, site.original, site.engagement.answers.defects);
  const none = new Map<string, Set<string>>();
  const mayStay = run.vanished === 'keep' ? site.everExpected : edited(site, state);
  compareOrg(
    {
      expected,
      state,
      before: site.before[environment],
      people: environment === 'production' ? site.people : { rule: 'source', edits: new Map(), deleted: new Set() },
      mayStay: environment === 'production' ? mayStay : none,
      users: await usersOf(site, environment),
    },
    findings,
  );
  await checkCounts(site, environment, expected.modules);
  const { duplicates } = await site.stats(environment);
  findings.add('no repeated write', duplicates === 0, `${environment}: Zoho rejected ${duplicates} repeated writes`);
  const [place] = searchPlaces(site.engagement.answers, [{ name: environment, texts: textsIn(state) }]);
  findings.add(
    'no network identifier',
    place?.own.length === 0,
    `${environment}: ${place?.own.map(({ object, id, field }) => `${object} ${id} ${field}`).join(', ')}`,
  );
}

/** Keys of the records that people edited: where vanished records are deleted, these may stay or go. */
function edited({ people }: Site, state: OrgState): Map<string, Set<string>> {
  const ids = new Set([...people.edits.keys()].map((one) => one.split(' ')[0]));
  return new Map(
    modules.map((module) => {
      const records = (state[module]?.records ?? []).filter((one) => ids.has(text(one['id'])));
      return [module, new Set(records.map((one) => keyIn(one) ?? ''))];
    }),
  );
}

const users = new Map<string, Map<string, string>>();
async function usersOf(site: Site, environment: Environment): Promise<Map<string, string>> {
  const known = users.get(`${site.slug} ${environment}`);
  if (known) return known;
  const found = new Map<string, string>();
  const list = await site.users(environment);
  for (const { email, id } of list) found.set(email.split('@')[0] ?? '', id);
  users.set(`${site.slug} ${environment}`, found);
  return found;
}

/** The count identity of each phase, and the records that the last run of each module says are in Zoho. */
async function checkCounts(
  site: Site,
  environment: Environment,
  expected: Map<string, Map<string, ExpectedRecord>>,
): Promise<void> {
  const status = await site.wait(async () => (await site.status()) ?? undefined, 'the status');
  const reports = status.reports.filter((one) => one.environment === environment);
  for (const { module, run, extracted, outcomes } of reports) {
    const sum = Object.values(outcomes).reduce((total, one) => total + one, 0);
    site.findings.add('counts close', extracted === sum, `${run} ${module}: ${extracted} rows, ${sum} outcomes`);
    site.findings.add('counts close', outcomes.pending === 0, `${run} ${module}: ${outcomes.pending} are pending`);
    const isLast = reports.findLast((one) => one.module === module)?.run === run;
    const present = outcomes.created + outcomes.updated + outcomes.unchanged;
    const right = expected.get(module)?.size ?? 0;
    if (isLast && site.people.deleted.size === 0)
      site.findings.add('counts close', present === right, `${run} ${module}: ${present} in Zoho, ${right} are right`);
  }
}

/** Compares an org after a rollback with its state before, by content. */
export async function checkRolledBack(site: Site, environment: Environment): Promise<void> {
  const { findings, people } = site;
  const before = site.before[environment];
  const state = await site.engagement.state(environment);
  const mayBeLeft = environment === 'production' ? leftByPeople(site, state, before) : new Set<string>();
  let isAnythingLeft = false;
  if (environment === 'production') checkEdits(site, state);
  for (const [module, { records, customFields }] of Object.entries(state)) {
    const now = new Map(records.map((one) => [text(one['id']), one]));
    const earlier = new Map((before[module]?.records ?? []).map((one) => [text(one['id']), one]));
    for (const [id, one] of now) {
      if (earlier.has(id)) continue;
      isAnythingLeft = true;
      findings.add('rollback restores', mayBeLeft.has(id), `${module} ${id} (${text(one['Portage_Key'])}) is left`);
    }
    for (const [id, old] of earlier) {
      const found = now.get(id);
      const isEdited = [...people.edits.keys()].some((one) => one.startsWith(`${id} `));
      if (isEdited) isAnythingLeft = true;
      const isSame = found !== undefined && (isEdited || content(found) === content(old));
      findings.add(
        'rollback restores',
        isSame,
        `${module} ${id} is ${found ? content(found) : 'missing'}, it was ${content(old)}`,
      );
    }
    const fields = customFields.filter((one) => !before[module]?.customFields.includes(one));
    if (!isAnythingLeft || mayBeLeft.size === 0)
      findings.add('rollback restores', fields.length === 0, `${module} keeps the fields ${fields.join(', ')}`);
  }
}

/** What people edited at the last gate is as they left it. */
function checkEdits({ findings, people }: Site, state: OrgState): void {
  const records = new Map(modules.flatMap((module) => (state[module]?.records ?? []).map((one) => [one['id'], one])));
  for (const [place, { value, isFinal }] of people.edits) {
    if (!isFinal) continue;
    const [id = '', field = ''] = place.split(' ');
    const isKept = records.get(id)?.[field] === value;
    findings.add('rollback restores', isKept, `the edit of ${id} ${field} did not survive the rollback`);
  }
}

/** A record by its content. Rows of lines that were deleted come back with other ids. */
const content = (record: Record<string, unknown>): string => {
  const { $lines, ...rest } = record;
  const lines = ($lines as Record<string, unknown>[] | undefined)?.map(({ id: _, ...line }) => sorted(line));
  return JSON.stringify([sorted(rest), lines ?? []]);
};

/** What people edited or refer to, and what that refers to. */
function leftByPeople(site: Site, state: OrgState, before: OrgState): Set<string> {
  const byId = new Map<string, Record<string, unknown>>();
  for (const { records } of Object.values(state)) for (const one of records) byId.set(text(one['id']), one);
  const open = [...site.people.edits.keys()].map((one) => one.split(' ')[0] ?? '');
  for (const { records } of Object.values(before)) open.push(...records.map((one) => text(one['id'])));
  const reached = new Set<string>();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    for (const value of textsIn(byId.get(id))) if (byId.has(value)) open.push(value);
  }
  return reached;
}

/** At the end: no workflow failed, and the audit is one unbroken chain. */
export async function checkEnd(site: Site): Promise<void> {
  const { client, ledger } = site.engagement;
  const query = `WorkflowId STARTS_WITH 'engagement/${site.slug}'`;
  for await (const { workflowId, status } of client.workflow.list({ query })) {
    const isRight = ['RUNNING', 'COMPLETED', 'CANCELLED', 'CONTINUED_AS_NEW'].includes(status.name);
    site.findings.add('workflow never failed', isRight, `${workflowId} is ${status.name}`);
  }
  const entries = await ledger.query<{
    seq: number;
    at: Date;
    what: string;
    body: object;
    previous: string;
    hash: string;
  }>('select seq, at, what, body, previous, hash from audit where engagement = $1 order by seq', [site.slug]);
  let previous = '';
  entries.forEach(({ hash, ...entry }, place) => {
    const content = stringify({ ...entry, engagement: site.slug, at: entry.at.toISOString() }) ?? '';
    const isRight =
      entry.seq === place + 1 &&
      entry.previous === previous &&
      createHash('sha256').update(content).digest('hex') === hash;
    site.findings.add('audit unbroken', isRight, `entry ${entry.seq} does not follow`);
    previous = hash;
  });
  site.findings.add('audit unbroken', entries.length > 3, `only ${entries.length} entries`);
}
