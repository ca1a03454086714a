import { mandatory, systemFields } from './field-groups.ts';
import type { FieldDefinition } from './field.ts';

const text = { length: 255 };

/** The records that an activity is about: a contact or lead, and any other record, whose module is in `$se_module`. */
const about: FieldDefinition[] = [
  ['Who_Id', 'lookup', { lookup: 'Contacts', orLookup: 'Leads' }],
  ['What_Id', 'lookup', { lookup: 'se_module' }],
  ['$se_module', 'text', text],
];

/** Notes, tasks, calls and meetings. docs: create-notes, insert-records */
export const activityModules: Record<string, FieldDefinition[]> = {
  Tasks: [
    ['Subject', 'text', { ...mandatory, length: 300 }],
    ['Status', 'picklist', { length: 120, values: ['Not Started', 'In Progress', 'Completed', 'Deferred'] }],
    ['Priority', 'picklist', { length: 120, values: ['High', 'Highest', 'Low', 'Lowest', 'Normal'] }],
    ['Due_Date', 'date'],
    ['Closed_Time', 'datetime', { readOnly: true }],
    ['Remind_At', 'ALARM'],
    ['Recurring_Activity', 'RRULE'],
    ['Send_Notification_Email', 'boolean'],
    ...about,
    ...systemFields,
  ],
  Calls: [
    ['Subject', 'text', { ...mandatory, ...text }],
    ['Call_Type', 'picklist', { ...mandatory, length: 120, strict: true, values: ['Inbound', 'Outbound', 'Missed'] }],
    ['Call_Start_Time', 'datetime', mandatory],
    ['Call_Duration', 'text', text],
    ['Call_Duration_in_seconds', 'integer', { readOnly: true }],
    ['Call_Purpose', 'picklist', { length: 120 }],
    ['Call_Result', 'text', text],
    ['Call_Agenda', 'text', text],
    ['Call_Status', 'picklist', { readOnly: true }],
    ['Outbound_Call_Status', 'picklist', { length: 120, strict: true, values: ['Scheduled', 'Completed'] }],
    ['Outgoing_Call_Status', 'picklist', { length: 120, strict: true, values: ['Scheduled', 'Completed'] }],
    ['Caller_ID', 'text', text],
    ['Dialled_Number', 'text', text],
    ['CTI_Entry', 'boolean'],
    ['Reminder', 'picklist', { length: 120 }],
    ...about,
    ...systemFields,
  ],
  Events: [
    ['Event_Title', 'text', { ...mandatory, ...text }],
    ['Start_DateTime', 'datetime', mandatory],
    ['End_DateTime', 'datetime', mandatory],
    ['All_day', 'boolean'],
    ['Venue', 'text', text],
    ['Participants', 'participants'],
    ['Remind_At', 'multireminder'],
    ['Remind_Participants', 'multireminder'],
    ['Recurring_Activity', 'RRULE'],
    ...about,
    ...systemFields,
  ],
  Notes: [
    ['Note_Title', 'text', { length: 120 }],
    ['Note_Content', 'textarea', { ...mandatory, length: 65_535, textarea: 'large' }],
    ['Parent_Id', 'lookup', { ...mandatory, lookup: 'se_module' }],
    ...systemFields.filter(([name]) => !['Description', 'Tag', 'Layout'].includes(name)),
  ],
};
