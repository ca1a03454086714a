import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { at, list, type Step } from './step.ts';

const apiNames = (fields: unknown[]) => fields.map((field) => at(field, 'apiName'));

const emails = (users: unknown[]) => users.map((user) => at(user, 'email'));

/** The fields of a module, read with the client. */
async function fieldsOf({ sdk }: Parameters<Step['run']>[0], module: string): Promise<unknown[]> {
  const { Fields } = sdk.client;
  const params = await sdk.params([Fields.GetFieldsParam.MODULE, module]);
  const reply = await sdk.reply(await new Fields.FieldsOperations().getFields(params));
  equal(reply.kind, 'ResponseWrapper', JSON.stringify(reply));
  return list(reply, 'fields');
}

/** The org, its users, modules and fields. */
export const metadataSteps: Step[] = [
  {
    name: 'The client gets a token with its refresh token and reads the org',
    async run({ sdk, orgId }) {
      const reply = await sdk.reply(await new sdk.client.Org.OrgOperations().getOrganization());
      equal(reply.status, 200);
      equal(reply.kind, 'ResponseWrapper');
      equal(at(reply, 'org.0.zgid'), orgId);
      equal(at(reply, 'org.0.companyName'), 'Northwind Mobile (demo)');
      equal(at(reply, 'org.0.type'), 'sandbox');
      equal(at(reply, 'org.0.licenseDetails.paidType'), 'enterprise');
      match(String(at(reply, 'org.0.id')), /^\d{19}$/);
    },
  },
  {
    name: 'Users are listed by type, with exact ids of user, role and profile',
    async run(session) {
      const { sdk } = session;
      const { GetUsersParam, UsersOperations } = sdk.client.Users;
      const read = async (type: string) => {
        const params = await sdk.params([GetUsersParam.TYPE, type]);
        return list(await sdk.reply(await new UsersOperations().getUsers(params)), 'users');
      };
      const active = await read('ActiveUsers');
      deepEqual(
        emails(active),
        ['mia.migration', 'arun', 'beth', 'carl', 'dora'].map((name) => `${name}@northwind.example`),
      );
      for (const path of ['id', 'role.id', 'profile.id']) match(String(at(active[0], path)), /^\d{19}$/);
      const [current] = await read('CurrentUser');
      equal(at(current, 'email'), 'mia.migration@northwind.example');
      deepEqual(emails(await read('DeactiveUsers')), ['left@northwind.example']);
      session.ids.set('Carl', String(at(active[3], 'id')));
      const one = await sdk.reply(await new UsersOperations().getUser(BigInt(String(at(active[3], 'id')))));
      equal(at(one, 'users.0.email'), 'carl@northwind.example');
    },
  },
  {
    name: 'Modules state whether the API supports them',
    async run({ sdk }) {
      const { ModulesOperations } = sdk.client.Modules;
      const reply = await sdk.reply(await new ModulesOperations().getModules());
      const names = list(reply, 'modules')
        .filter((module) => at(module, 'apiSupported') === true)
        .map((module) => at(module, 'apiName'));
      for (const name of ['Accounts', 'Contacts', 'Products', 'Sales_Orders', 'Calls', 'Events', 'Tasks', 'Notes']) {
        ok(names.includes(name), `${name} is missing`);
      }
      const one = await sdk.reply(await new ModulesOperations().getModuleByAPIName('Contacts'));
      equal(at(one, 'modules.0.apiName'), 'Contacts');
    },
  },
  {
    name: 'Fields of every module of a migration are read, with types, lengths and lookups',
    async run(session) {
      const contacts = await fieldsOf(session, 'Contacts');
      const lastName = contacts.find((field) => at(field, 'apiName') === 'Last_Name');
      equal(at(lastName, 'systemMandatory'), true);
      equal(at(lastName, 'length'), 80);
      const account = contacts.find((field) => at(field, 'apiName') === 'Account_Name');
      equal(at(account, 'dataType'), 'lookup');
      equal(at(account, 'lookup.module.apiName'), 'Accounts');
      const lines = (await fieldsOf(session, 'Sales_Orders')).find((field) => at(field, 'apiName') === 'Ordered_Items');
      equal(at(lines, 'dataType'), 'subform');
      equal(at(lines, 'associatedModule.module'), 'Ordered_Items');
      for (const module of ['Accounts', 'Products', 'Invoices', 'Calls', 'Events', 'Tasks', 'Ordered_Items']) {
        ok((await fieldsOf(session, module)).length > 5, `${module} has no fields`);
      }
    },
  },
  {
    name: 'A unique external field is created and read',
    async run(session) {
      const { sdk } = session;
      const { Fields } = sdk.client;
      const create = async (module: string) => {
        const field = await sdk.filled(new Fields.Fields(), {
          FieldLabel: 'Legacy Id',
          DataType: 'text',
          Length: 100,
          Unique: await sdk.filled(new Fields.Unique(), { Casesensitive: 'false' }),
          External: await sdk.filled(new Fields.External(), { Type: 'org', Show: true }),
        });
        const body = await sdk.filled(new Fields.BodyWrapper(), { Fields: [field] });
        const params = await sdk.params([Fields.CreateFieldParam.MODULE, module]);
        return sdk.reply(await new Fields.FieldsOperations().createField(body, params));
      };
      for (const module of ['Accounts', 'Contacts', 'Sales_Orders']) {
        const reply = await create(module);
        equal(reply.status, 201, JSON.stringify(reply));
        equal(at(reply, 'fields.0.code'), 'SUCCESS');
        match(String(at(reply, 'fields.0.details.id')), /^\d{19}$/);
        const created = (await fieldsOf(session, module)).find((field) => at(field, 'apiName') === 'Legacy_Id');
        equal(at(created, 'customField'), true);
        equal(at(created, 'unique.casesensitive'), 'false');
        equal(at(created, 'external.type'), 'org');
      }
      const again = await create('Accounts');
      equal(again.status, 400);
      equal(at(again, 'fields.0.code'), 'DUPLICATE_DATA');
      ok(!apiNames(await fieldsOf(session, 'Products')).includes('Legacy_Id'));
    },
  },
  {
    name: 'A field is looked up by its id',
    async run(session) {
      const { Fields } = session.sdk.client;
      const [first] = await fieldsOf(session, 'Accounts');
      const params = await session.sdk.params([Fields.GetFieldParam.MODULE, 'Accounts']);
      const id = BigInt(String(at(first, 'id')));
      const reply = await session.sdk.reply(await new Fields.FieldsOperations().getField(id, params));
      equal(at(reply, 'fields.0.apiName'), at(first, 'apiName'));
    },
  },
  {
    name: 'Layouts and related lists of a module are read',
    async run({ sdk }) {
      const { Layouts, RelatedLists } = sdk.client;
      const layoutParams = await sdk.params([Layouts.GetLayoutsParam.MODULE, 'Accounts']);
      const layouts = await sdk.reply(await new Layouts.LayoutsOperations().getLayouts(layoutParams));
      equal(at(layouts, 'layouts.0.name'), 'Standard');
      const shown = list(layouts, 'layouts.0.sections').flatMap((section) => apiNames(list(section, 'fields')));
      ok(shown.includes('Account_Name'), `fields of the layout: ${shown.join(', ')}`);
      ok(shown.includes('Legacy_Id'), 'a new field is not on the standard layout');
      const listParams = await sdk.params([RelatedLists.GetRelatedListsParam.MODULE, 'Accounts']);
      const lists = await sdk.reply(await new RelatedLists.RelatedListsOperations().getRelatedLists(listParams));
      const contacts = list(lists, 'relatedLists').find((one) => at(one, 'apiName') === 'Contacts');
      equal(at(contacts, 'module.apiName'), 'Contacts');
      match(String(at(contacts, 'href')), /Contacts/);
    },
  },
];
