import type { Shape } from './field.ts';

const must = { mandatory: true };
const text = { length: 255 };

/** What a call, a meeting or a task is about: a person, and any other record with its module in `$se_module`. */
const about: Shape[] = [
  ['Who_Id', 'lookup', { lookup: 'Contacts' }],
  ['What_Id', 'lookup', { lookup: 'se_module' }],
  ['$se_module', 'text', text],
];

/** Notes, tasks, calls and meetings; they have no upsert. docs: create-notes, insert-records */
export const activityModules = (system: Shape[]): Record<string, Shape[]> => ({
  Tasks: [
    ['Subject', 'text', { ...must, length: 300 }],
    ['Status', 'picklist', { length: 120, values: ['Not Started', 'In Progress', 'Completed', 'Deferred'] }],
    ['Priority', 'picklist', { length: 120, values: ['High', 'Highest', 'Low', 'Lowest', 'Normal'] }],
    ['Due_Date', 'date'],
    ['Closed_Time', 'datetime', { readOnly: true }],
    ['Remind_At', 'json'],
    ['Recurring_Activity', 'json'],
    ['Send_Notification_Email', 'boolean'],
    ...about,
    ...system,
  ],
  Calls: [
    ['Subject', 'text', { ...must, ...text }],
    ['Call_Type', 'picklist', { ...must, length: 120, strict: true, values: ['Inbound', 'Outbound', 'Missed'] }],
    ['Call_Start_Time', 'datetime', must],
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
    ...system,
  ],
  Events: [
    ['Event_Title', 'text', { ...must, ...text }],
    ['Start_DateTime', 'datetime', must],
    ['End_DateTime', 'datetime', must],
    ['All_day', 'boolean'],
    ['Venue', 'text', text],
    ['Participants', 'json'],
    ['Remind_At', 'json'],
    ['Remind_Participants', 'json'],
    ['Recurring_Activity', 'json'],
    ...about,
    ...system,
  ],
  Notes: [
    ['Note_Title', 'text', { length: 120 }],
    ['Note_Content', 'textarea', { ...must, length: 65_535, textarea: 'large' }],
    ['Parent_Id', 'lookup', { ...must, lookup: 'se_module' }],
    ...system.filter(([name]) => !['Description', 'Tag', 'Layout'].includes(name)),
  ],
});
