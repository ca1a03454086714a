import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { insert, readOne } from './records.ts';
import type { Sdk } from './client.ts';
import { at, storeIds, storedId, list, type Step } from './step.ts';

const tagNames = (record: unknown) => list(record, 'Tag').map((tag) => at(tag, 'name'));

async function codeOfUpdate(sdk: Sdk, module: string, id: string, values: { [apiName: string]: unknown }) {
  const { BodyWrapper, RecordOperations } = sdk.client.Record;
  const body = await sdk.filled(new BodyWrapper(), { Data: [sdk.record(values)], Trigger: [] });
  return at(await sdk.reply(await new RecordOperations(module).updateRecord(BigInt(id), body)), 'data.0.code');
}

/** Related records, tags, notes, files, activities and the lock of a record. */
export const linkSteps: Step[] = [
  {
    name: 'Contacts of an account are read as related records',
    async run(session) {
      const { sdk } = session;
      const { GetRelatedRecordsParam, RelatedRecordsOperations } = sdk.client.RelatedRecords;
      const params = await sdk.params([GetRelatedRecordsParam.FIELDS, 'Last_Name,Account_Name']);
      const related = new RelatedRecordsOperations('Contacts', 'Accounts');
      const reply = await sdk.reply(await related.getRelatedRecords(BigInt(storedId(session, 'harbour')), params));
      equal(reply.kind, 'ResponseWrapper', JSON.stringify(reply));
      deepEqual(
        list(reply, 'data')
          .map((contact) => [at(contact, 'id'), at(contact, 'Last_Name')])
          .sort(),
        [
          [storedId(session, 'ada'), 'Harbour'],
          [storedId(session, 'berth'), 'Berth'],
        ].sort(),
      );
      const none = await sdk.reply(await related.getRelatedRecords(BigInt(storedId(session, 'mole')), params));
      deepEqual(none, { status: 204, kind: 'null', value: null });
    },
  },
  {
    name: 'Tags are created, added to records and removed',
    async run(session) {
      const { sdk } = session;
      const { BodyWrapper, CreateTagsParam, ExistingTag, ExistingTagRequestWrapper } = sdk.client.Tags;
      const { GetTagsParam, NewTagRequestWrapper, Tag, TagsOperations } = sdk.client.Tags;
      const operations = new TagsOperations();
      const tag = async (Name: string) => sdk.filled(new Tag(), { Name });
      const creation = await sdk.filled(new BodyWrapper(), { Tags: [await tag('migrated'), await tag('checked')] });
      const module = await sdk.params([CreateTagsParam.MODULE, 'Accounts']);
      const created = await sdk.reply(await operations.createTags(creation, module));
      equal(created.status, 201, JSON.stringify(created));
      deepEqual(
        list(created, 'tags').map((one) => at(one, 'code')),
        ['SUCCESS', 'SUCCESS'],
      );
      match(String(at(created, 'tags.0.details.id')), /^\d{19}$/);
      const known = await sdk.reply(await operations.getTags(await sdk.params([GetTagsParam.MODULE, 'Accounts'])));
      deepEqual(
        list(known, 'tags')
          .map((one) => at(one, 'name'))
          .sort(),
        ['checked', 'migrated'],
      );
      const accounts = ['harbour', 'quay'].map((name) => BigInt(storedId(session, name)));
      const added = await sdk.filled(new NewTagRequestWrapper(), {
        Tags: [await tag('migrated'), await tag('checked')],
        Ids: accounts,
        OverWrite: false,
      });
      const many = await sdk.reply(await operations.addTagsToMultipleRecords('Accounts', added));
      deepEqual(
        list(many, 'data').map((item) => at(item, 'code')),
        ['SUCCESS', 'SUCCESS'],
        JSON.stringify(many),
      );
      const harbour = async () => readOne(sdk, 'Accounts', storedId(session, 'harbour'));
      deepEqual(tagNames(await harbour()).sort(), ['checked', 'migrated']);
      const name = await sdk.filled(new ExistingTag(), { Name: 'checked' });
      const removal = await sdk.filled(new ExistingTagRequestWrapper(), { Tags: [name] });
      const removed = await operations.removeTags('Accounts', BigInt(storedId(session, 'harbour')), removal);
      equal(at(await sdk.reply(removed), 'data.0.code'), 'SUCCESS');
      deepEqual(tagNames(await harbour()), ['migrated']);
    },
  },
  {
    name: 'A note is added to an account and read with its parent',
    async run(session) {
      const { sdk } = session;
      const { BodyWrapper, GetNoteParam, Note, NotesOperations, ParentId } = sdk.client.Notes;
      const accounts = await sdk.filled(new sdk.client.Modules.MinifiedModule(), { APIName: 'Accounts' });
      const Id = BigInt(storedId(session, 'harbour'));
      const note = await sdk.filled(new Note(), {
        ParentId: await sdk.filled(new ParentId(), { Id, Module: accounts }),
        NoteTitle: '2019-03-04 Call summary',
        NoteContent: 'Asked for “itemised” bills\nand got them',
      });
      const created = await sdk.reply(
        await new NotesOperations().createNotes(await sdk.filled(new BodyWrapper(), { Data: [note] })),
      );
      equal(created.status, 201, JSON.stringify(created));
      storeIds(session, created, 'note');
      const params = await sdk.params([GetNoteParam.FIELDS, 'Note_Title,Note_Content,Parent_Id,Owner']);
      const reply = await sdk.reply(await new NotesOperations().getNote(BigInt(storedId(session, 'note')), params));
      equal(at(reply, 'data.0.noteTitle'), '2019-03-04 Call summary');
      equal(at(reply, 'data.0.noteContent'), 'Asked for “itemised” bills\nand got them');
      equal(at(reply, 'data.0.parentId.id'), storedId(session, 'harbour'));
      equal(at(reply, 'data.0.parentId.module.apiName'), 'Accounts');
    },
  },
  {
    name: 'A file is attached to an account, listed, and downloaded with the same bytes',
    async run(session) {
      const { sdk } = session;
      const { AttachmentsOperations, FileBodyWrapper, GetAttachmentsParam } = sdk.client.Attachments;
      const { StreamWrapper } = sdk.client;
      const bytes = randomBytes(70_000);
      const path = join(sdk.folder, 'contract 2019.pdf');
      await writeFile(path, bytes);
      const account = BigInt(storedId(session, 'harbour'));
      const operations = new AttachmentsOperations();
      const file = await sdk.filled(new FileBodyWrapper(), { File: new StreamWrapper(undefined, undefined, path) });
      const uploaded = await sdk.reply(await operations.uploadAttachments(account, 'Accounts', file));
      equal(uploaded.status, 200, JSON.stringify(uploaded));
      equal(at(uploaded, 'data.0.message'), 'attachment uploaded successfully');
      storeIds(session, uploaded, 'contract');
      const fields = await sdk.params([GetAttachmentsParam.FIELDS, 'id,Owner,File_Name,Size,Created_Time,Parent_Id']);
      const listed = await sdk.reply(await operations.getAttachments(account, 'Accounts', fields));
      equal(at(listed, 'data.0.id'), storedId(session, 'contract'));
      equal(at(listed, 'data.0.fileName'), 'contract 2019.pdf');
      equal(at(listed, 'data.0.parentId.id'), storedId(session, 'harbour'));
      const id = BigInt(storedId(session, 'contract'));
      const downloaded = await sdk.reply(await operations.getAttachment(id, account, 'Accounts'));
      equal(downloaded.kind, 'FileBodyWrapper');
      equal(at(downloaded, 'file.name'), 'contract 2019.pdf');
      ok(bytes.equals(at(downloaded, 'file.stream') as Buffer), 'the downloaded bytes differ');
    },
  },
  {
    name: 'A task with a reminder that repeats is written and read',
    async run(session) {
      const { sdk } = session;
      const { RecurringActivity, RemindAt } = sdk.client.Record;
      const Alarm = 'FREQ=NONE;ACTION=POPUP;TRIGGER=DATE-TIME:2030-01-03T12:30:00+00:00';
      const Rrule = 'FREQ=DAILY;INTERVAL=10;UNTIL=2030-08-14;DTSTART=2030-01-03';
      const task = {
        Subject: 'Ring back',
        Due_Date: new Date(2030, 0, 3),
        Remind_At: await sdk.filled(new RemindAt(), { Alarm }),
        Recurring_Activity: await sdk.filled(new RecurringActivity(), { Rrule }),
      };
      const inserted = await insert(sdk, 'Tasks', [task]);
      equal(inserted.status, 201, JSON.stringify(inserted));
      storeIds(session, inserted, 'task');
      const read = await readOne(sdk, 'Tasks', storedId(session, 'task'));
      deepEqual([at(read, 'Remind_At.alarm'), at(read, 'Recurring_Activity.rrule')], [Alarm, Rrule]);
    },
  },
  {
    name: 'A meeting with reminders and a finished call about an account are written and read',
    async run(session) {
      const { sdk } = session;
      const reminder = await sdk.filled(new sdk.client.Record.Reminder(), { Period: 'minutes', Unit: 15 });
      const about = { What_Id: sdk.link(storedId(session, 'harbour')), $se_module: 'Accounts' };
      const start = new Date('2030-01-02T03:00:00Z');
      const meeting = { Event_Title: 'Review', Start_DateTime: start, End_DateTime: start, Remind_At: [reminder] };
      const meetings = await insert(sdk, 'Events', [{ ...meeting, ...about }]);
      equal(meetings.status, 201, JSON.stringify(meetings));
      storeIds(session, meetings, 'meeting');
      equal(at(await readOne(sdk, 'Events', storedId(session, 'meeting')), 'Remind_At.0.unit'), 15);
      const began = new Date('2020-01-02T03:04:05Z');
      const inbound = { Call_Type: sdk.choice('Inbound'), Call_Start_Time: began, Call_Duration: '10:30' };
      const calls = await insert(sdk, 'Calls', [{ Subject: 'Porting', ...inbound, ...about }]);
      equal(calls.status, 201, JSON.stringify(calls));
      storeIds(session, calls, 'call');
      const call = await readOne(sdk, 'Calls', storedId(session, 'call'));
      equal(at(call, 'Call_Duration_in_seconds'), 630);
      equal(at(call, 'What_Id.id'), storedId(session, 'harbour'));
    },
  },
  {
    name: 'A locked account is not changed, and is changed when it is unlocked',
    async run(session) {
      const { sdk } = session;
      const { BodyWrapper, LockRecord, RecordLockingOperations } = sdk.client.RecordLocking;
      const quay = storedId(session, 'quay');
      const operations = new RecordLockingOperations(BigInt(quay), 'Accounts');
      const lock = await sdk.filled(new LockRecord(), { LockedReasonS: 'migrated' });
      const locked = await sdk.reply(
        await operations.lockRecords(await sdk.filled(new BodyWrapper(), { Data: [lock] })),
      );
      equal(at(locked, 'data.0.code'), 'SUCCESS', JSON.stringify(locked));
      storeIds(session, locked, 'lock');
      equal(await codeOfUpdate(sdk, 'Accounts', quay, { Phone: '1' }), 'RECORD_LOCKED');
      const unlocked = await sdk.reply(await operations.unlockRecord(BigInt(storedId(session, 'lock'))));
      equal(at(unlocked, 'data.0.code'), 'SUCCESS', JSON.stringify(unlocked));
      equal(await codeOfUpdate(sdk, 'Accounts', quay, { Phone: '1' }), 'SUCCESS');
    },
  },
];
