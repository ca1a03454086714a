import { invalidId, noContent, type Answer } from '../http/answers.ts';
import { pageOf, type Call, type Operation } from '../http/call.ts';
import type { Module, Row, StoredRecord } from '../orgs/org.ts';
import { moduleInPath } from './modules.ts';
import { nameAndId, renderTime, renderUser } from './render.ts';

/** The field whose changes a module keeps, and the related list with them. docs: related-lists */
export const tracked: Record<string, { field: string; list: string }> = {
  Deals: { field: 'Stage', list: 'Stage_History' },
};

const dayMs = 86_400_000;

/** Adds the value of the tracked field to the history of a record, if it changed. */
export function keepHistory({ now, user }: Call, module: Module, record: StoredRecord): void {
  const track = tracked[module.name];
  const value = record.values[track?.field ?? ''];
  if (!track || value === undefined || record.history?.at(-1)?.value === value) return;
  record.history = [...(record.history ?? []), { value, at: now, by: user.id }];
}

/** `GET /Deals/{id}/Stage_History`: the newest stage first, with the days that it lasted. */
function listHistory(call: Call, params: Record<string, string>): Answer {
  const module = moduleInPath(call, { module: 'Deals' });
  const record = module.records.get(params['id'] ?? '');
  if (!record) return invalidId();
  const entries = record.history ?? [];
  const rows = entries.map((entry, place): Row => {
    const until = entries[place + 1]?.at ?? call.now;
    return {
      id: `${record.id.slice(0, -3)}${String(place).padStart(3, '0')}`,
      Stage: entry.value,
      Moved_To__s: entries[place + 1]?.value ?? null,
      Stage_Duration_Calendar_Days: Math.floor((until - entry.at) / dayMs),
      Amount: record.values['Amount'] ?? null,
      Closing_Date: record.values['Closing_Date'] ?? null,
      Modified_Time: renderTime(entry.at, call.user.timeZone),
      Modified_By: nameAndId(renderUser(call.org, entry.by)),
    };
  });
  const { shown, info } = pageOf(call, rows.reverse());
  return shown.length === 0 ? noContent : { status: 200, body: { data: shown, info } };
}

export const historyOperations: Operation[] = [
  { call: 'GET /Deals/{id}/Stage_History', scope: ['modules', 'READ'], answer: listHistory },
];
