import type { Candidate, RollbackPlan, SeenRecord } from '../../connectors/ledger/rollback-plan.ts';
import { ConnectorError } from '../../connectors/error.ts';
import { recordsPerCall } from '../../connectors/zoho/limits.ts';
import type { FoundRecord, Zoho, ZohoField } from '../../connectors/zoho/port.ts';
import { isEdited, modificationOf } from '../../domain/judge-record.ts';
import { mailFileStays } from '../../domain/mail-files.ts';
import { mailStays } from '../../domain/mails.ts';
import { keyFieldOf } from '../../domain/module-traits.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { Module } from '../../schemas/terms.ts';
import { keepNamedInLines, type Subform } from './named-in-lines.ts';

/** A field of any module that may refer to a record of the rollback. */
interface Reference {
  from: string;
  field: string;
  /** The key field, if the referring module has it. */
  keyField: string | undefined;
  /** Why a record stays to which it leads. */
  reason: string;
}

/**
 * About what a plan costs: the modules and their fields, two bulk reads of lines, a question for each lookup, and the records.
 * A plan begins again after an interruption, so it must not begin with too few credits: it would use up what comes back.
 */
const creditsOfPlan = ({ size }: RollbackPlan): number => 250 + Math.ceil(size / recordsPerCall);

/** What people attach to records of any module, and the field with the record. docs: notes, attachments, insert-records */
const attached: Record<string, { field: string; reason: string }> = {
  Notes: { field: 'Parent_Id', reason: 'people attached a note to it' },
  Attachments: { field: 'Parent_Id', reason: 'people attached a file to it' },
  Tasks: { field: 'What_Id', reason: 'a task of people is about it' },
  Calls: { field: 'What_Id', reason: 'a call of people is about it' },
  Events: { field: 'What_Id', reason: 'a meeting of people is about it' },
};

/**
 * Finds every candidate of a plan in Zoho, and decides which ones stay: those that people edited or attached something to,
 * and those to which other records or their lines refer.
 *
 * @returns `notAsked`: lookups that Zoho can't be asked for, as `Module.Field`
 */
export async function surveyRecords(
  zoho: Zoho,
  plan: RollbackPlan,
  keyField: string,
  signal: AbortSignal,
): Promise<{ notAsked: string[] }> {
  if (plan.modules.length === 0) return { notAsked: [] };
  await zoho.expectCredits(creditsOfPlan(plan));
  const us = await zoho.currentUser();
  const { references, subforms, keyed, notAsked } = await listReferences(zoho, plan.modules, keyField);
  for (const module of plan.modules) {
    if (keyed.has(module)) {
      for await (const page of zoho.listKeys(module, keyFieldOf(module, keyField))) await seePage(plan, page, us);
    }
    await seeById(zoho, plan, module, us);
  }
  for (const reference of references) {
    if (!(await keepReferred(zoho, plan, reference))) notAsked.push(`${reference.from}.${reference.field}`);
  }
  await plan.keepParents();
  for (const subform of subforms) {
    const asked = await unlessUnanswerable(keepNamedInLines(zoho, plan, subform, signal));
    if (!asked) notAsked.push(...subform.fields.map((field) => `${subform.name}.${field}`));
  }
  await plan.keepParents();
  await plan.keepMails({ mails: mailStays, files: mailFileStays });
  return { notAsked };
}

/**
 * Lookups to the modules of a plan, and the modules that have the key field. What stays in a module is known before its own
 * lookups are asked for: first the modules of others, then those of the plan, in the order of the rollback.
 */
async function listReferences(zoho: Zoho, modules: Module[], keyField: string) {
  const isPlanned = (name: string | null) => modules.some((module) => module === name);
  const names = [...new Set([...(await zoho.modules()), ...Object.keys(attached)])];
  const { fieldsOf, unknown } = await describe(zoho, [...names.filter((name) => !isPlanned(name)), ...modules]);
  const isSubform = new Set([...fieldsOf.values()].flat().map(({ subformModule }) => subformModule));
  const notAsked = unknown.filter((name) => !(name in attached));
  const keyed = new Set<string>();
  const references: Reference[] = [];
  const subforms: Subform[] = [];
  for (const from of [...fieldsOf.keys(), ...unknown.filter((name) => name in attached)]) {
    const fields = fieldsOf.get(from) ?? [];
    const lookups = fields.filter(({ lookupModule }) => isPlanned(lookupModule)).map(({ apiName }) => apiName);
    if (isSubform.has(from)) {
      // The record of a line goes with its lines.
      const named = lookups.filter((field) => field !== 'Parent_Id');
      if (named.length > 0) subforms.push({ name: from, fields: named });
      continue;
    }
    const ownKey = keyFieldOf(from, keyField);
    const hasKey = fields.some(({ apiName }) => apiName === ownKey);
    if (hasKey) keyed.add(from);
    const own = { from, keyField: hasKey ? ownKey : undefined };
    const other = attached[from];
    const reason = other?.reason ?? 'a record of others refers to it';
    for (const field of new Set([...lookups, ...(other ? [other.field] : [])]))
      references.push({ ...own, field, reason });
  }
  return { references, subforms, keyed, notAsked };
}

/** The fields of modules and of their subforms, in this order, and the modules that Zoho does not describe. */
async function describe(zoho: Zoho, names: string[]) {
  const fieldsOf = new Map<string, ZohoField[]>();
  const unknown: string[] = [];
  const waiting = [...names];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const fields = await unlessUnanswerable(zoho.fields(name));
    if (fields) fieldsOf.set(name, fields);
    else unknown.push(name);
    const seen = [...fieldsOf.keys(), ...unknown, ...waiting];
    for (const { subformModule } of fields ?? [])
      if (subformModule !== null && !seen.includes(subformModule)) waiting.push(subformModule);
  }
  return { fieldsOf, unknown };
}

/** Null if Zoho does not offer the question for this module. */
async function unlessUnanswerable<Answer>(asking: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof ConnectorError && ['contract', 'forbidden', 'configuration', 'not-found'].includes(error.kind))
      return null;
    throw error;
  }
}

const judge = (candidate: Candidate, found: Omit<FoundRecord, 'key'>, us: string): SeenRecord => {
  const { key, unsure } = candidate;
  // A write of ours whose response was not booked is no edit, so only the user decides.
  const acknowledged = unsure ? null : candidate.modifiedAt;
  const edited = isEdited(acknowledged, { at: found.modifiedAt, by: found.modifiedBy ?? null }, us);
  return { key, zohoId: found.id, modifiedAt: found.modifiedAt, edited };
};

async function seePage(plan: RollbackPlan, page: FoundRecord[], us: string): Promise<void> {
  const candidates = await plan.candidates(page.map(({ key }) => key));
  await plan.see(
    page.flatMap((found) => {
      const candidate = candidates.get(found.key);
      // Another record with our key is not ours.
      if (!candidate || (candidate.zohoId !== null && candidate.zohoId !== found.id)) return [];
      return judge(candidate, found, us);
    }),
  );
}

/** Records whose key people changed or removed are found by their ids. */
async function seeById(zoho: Zoho, plan: RollbackPlan, module: Module, us: string): Promise<void> {
  for (let after = ''; ;) {
    const page = await plan.listUnseen(module, after, recordsPerCall);
    const last = page.at(-1);
    if (!last) return;
    after = last.key;
    const ids = page.flatMap(({ zohoId }) => zohoId ?? []);
    const present = await zoho.readByIds(module, ids, ['Modified_Time', 'Modified_By']);
    await plan.see(
      page.flatMap((candidate) => {
        const found = present.get(candidate.zohoId ?? '');
        return found ? judge(candidate, foundOf(candidate.zohoId ?? '', found), us) : [];
      }),
    );
  }
}

/** What decides whether a record was edited, from a record that was read. */
export const foundOf = (id: string, record: JsonObject): Omit<FoundRecord, 'key'> => {
  const { at: modifiedAt, by: modifiedBy } = modificationOf(record);
  return { id, modifiedAt, modifiedBy };
};

/** Keeps what records of others refer to, and what records that stay refer to. Returns false if Zoho can't be asked. */
async function keepReferred(
  zoho: Zoho,
  plan: RollbackPlan,
  { from, field, keyField, reason }: Reference,
): Promise<boolean> {
  const keep = async (only: Parameters<Zoho['listReferences']>[2]) => {
    for await (const ids of zoho.listReferences(from, field, only)) await plan.keepReferred(ids, reason);
    return true;
  };
  if (!(await unlessUnanswerable(keep({ withoutKey: keyField })))) return false;
  const module = plan.modules.find((one) => one === from);
  const kept = module ? await plan.listKept(module) : [];
  for (let start = 0; start < kept.length; start += recordsPerCall)
    await keep({ ids: kept.slice(start, start + recordsPerCall) });
  return true;
}
