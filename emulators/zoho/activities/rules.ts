import { itemError, type Item } from '../http/answers.ts';
import type { Call } from '../http/call.ts';
import type { Module, Row } from '../orgs/org.ts';

/** Checks calls, meetings and tasks beyond the rules of their fields. docs: insert-records, mandatory fields */
export function checkActivity(call: Call, module: Module, input: Row, path: string): Item[] {
  if (module.name === 'Calls') return [...checkRelated(input, path), ...checkCall(call, input, path)];
  if (module.name === 'Events') return [...checkRelated(input, path), ...checkEvent(input, path)];
  return module.name === 'Tasks' ? checkRelated(input, path) : [];
}

const at = (path: string, name: string) => ({ api_name: name, json_path: `${path}.${name}` });

/** `What_Id` needs `$se_module`, the module of the record. */
function checkRelated(input: Row, path: string): Item[] {
  if (!input['What_Id'] || input['$se_module']) return [];
  const details = { dependee: at(path, 'What_Id'), ...at(path, '$se_module') };
  return [itemError('DEPENDENT_FIELD_MISSING', 'required field not found', details)];
}

function checkCall(call: Call, input: Row, path: string): Item[] {
  const scheduled = (input['Outbound_Call_Status'] ?? input['Outgoing_Call_Status']) === 'Scheduled';
  if (scheduled) {
    const past = Date.parse(String(input['Call_Start_Time'])) <= call.now;
    return past ? [itemError('INVALID_DATA', 'must be greater than current time', at(path, 'Call_Start_Time'))] : [];
  }
  if (input['Call_Type'] === 'Missed') return [];
  const duration = input['Call_Duration'];
  if (duration === undefined || duration === null) {
    return [itemError('MANDATORY_NOT_FOUND', 'required field not found', at(path, 'Call_Duration'))];
  }
  if (!/[1-9]/.test(String(duration))) {
    const details = { dependee: at(path, 'Call_Type'), ...at(path, 'Call_Duration') };
    return [itemError('DEPENDENT_MISMATCH', 'Call Duration can not be zero.', details)];
  }
  return /^\d{1,4}(:[0-5]\d)?$/.test(String(duration))
    ? []
    : [itemError('INVALID_DATA', 'invalid data', { expected_data_type: 'string', ...at(path, 'Call_Duration') })];
}

function checkEvent(input: Row, path: string): Item[] {
  const errors: Item[] = [];
  const people = input['Participants'];
  if (Array.isArray(people) && people.length > 50) {
    errors.push(
      itemError('LIMIT_EXCEEDED', 'Only 50 participants can be added to an event.', at(path, 'Participants')),
    );
  }
  if (Date.parse(String(input['End_DateTime'])) < Date.parse(String(input['Start_DateTime']))) {
    const details = { dependee: at(path, 'Start_DateTime'), ...at(path, 'End_DateTime') };
    errors.push(itemError('DEPENDENT_MISMATCH', 'invalid data', details));
  }
  return errors;
}
