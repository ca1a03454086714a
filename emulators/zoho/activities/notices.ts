import type { Call } from '../http/call.ts';
import type { Module, Notice, Row } from '../orgs/org.ts';

const isSet = (value: unknown) => value !== undefined && value !== null && value !== '' && value !== 'None';
const byMail = /ACTION=EMAIL/i;

/** The kinds of mail that Zoho would send for the values of a write. docs: insert-records, activities */
function kindsOf(module: Module, input: Row): Notice['kind'][] {
  switch (module.name) {
    case 'Events': {
      const people = input['Participants'];
      const invites = Array.isArray(people) && people.length > 0 && input['$send_notification'] !== false;
      return [...(invites ? (['invitation'] as const) : []), ...remindersIn(input, 'Remind_Participants', 'Remind_At')];
    }
    case 'Tasks':
      return [
        ...(input['Send_Notification_Email'] === true ? (['notification'] as const) : []),
        ...remindersIn(input, 'Remind_At'),
      ];
    case 'Calls':
      return isSet(input['Reminder']) ? ['reminder'] : [];
    default:
      return [];
  }
}

/** A reminder with an alarm counts only if the alarm is an e-mail. */
function remindersIn(input: Row, ...names: string[]): 'reminder'[] {
  const hasMail = names.some((name) => {
    const value = input[name];
    const alarm = (value as Row | null | undefined)?.['ALARM'];
    return isSet(value) && (typeof alarm !== 'string' || byMail.test(alarm));
  });
  return hasMail ? ['reminder'] : [];
}

/** Records the mail that Zoho would send for a written record. The emulator never sends any. */
export function recordNotices({ org, now }: Call, module: Module, id: string, input: Row): void {
  if (!['Events', 'Tasks', 'Calls'].includes(module.name)) return;
  for (const kind of kindsOf(module, input)) org.notices.push({ module: module.name, record: id, kind, at: now });
}
