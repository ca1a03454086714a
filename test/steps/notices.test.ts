import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { migrateLedger, openLedger } from '../../connectors/ledger/database.ts';
import { EngagementFile } from '../../schemas/engagement-file.ts';
import type { Ports, StoredEngagement } from '../../steps/ports.ts';
import { sendMailNotice, sendWebhookNotices } from '../../steps/send-notices.ts';
import { sendSwitchMail, sendSwitchWebhooks } from '../../steps/send-switch-notice.ts';
import { exampleFolder } from '../../apps/dev/example-stack.ts';
import { createTestDatabase } from '../support/database.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

let ports: Ports;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  await migrateLedger(database.url);
  ports = { ledger: openLedger(database.url, 2) } as Ports;
  await ports.ledger.query(`insert into engagement (slug, config, config_digest) values ('demo', '{}', '')`);
});
afterAll(async () => {
  await ports.ledger.close();
  await database.drop();
});

const input = { engagement: 'demo', gate: 'rehearsal', digest: '0123456789abcdef' } as const;
const secret = `whsec_${Buffer.from('a secret of at least 24 bytes').toString('base64')}`;

/** The demo's engagement file with these notices. */
function withNotices(notices: unknown): StoredEngagement {
  const file = parse(readFileSync(join(exampleFolder, 'engagement.yml'), 'utf8')) as object;
  return { engagement: EngagementFile.parse({ ...file, notices }) } as StoredEngagement;
}

async function startReceiver(status = 200) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { url, received, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

test('a mail tells everybody who may sign a gate where to decide, and nothing else', async () => {
  const server = await startMailServer();
  process.env['TEST_SMTP'] = `smtp://portage:p%40ss@127.0.0.1:${server.port}`;
  const mail = { server: 'env:TEST_SMTP', from: 'portage@operator.example' };
  const stored = withNotices({ console: 'https://portage.example', mail });
  await sendMailNotice(ports, stored, input);
  await sendMailNotice(ports, stored, input);
  await server.close();
  const [first, second] = server.mails;
  expect([first?.to].flat().flatMap((to) => to?.value.map(({ address }) => address))).toEqual([
    'ada@northwind.example',
    'fay@northwind.example',
  ]);
  expect(first?.subject).toBe('Northwind Mobile: your decision is needed (rehearsal)');
  expect(first?.text).toContain('https://portage.example/engagements/demo/gate');
  expect(first?.headers.get('auto-submitted')).toBe('auto-generated');
  // A mail that is sent again is the same mail.
  expect(second?.messageId).toBe(first?.messageId);
});

test('a mail server that is away is reported without its password', async () => {
  process.env['TEST_SMTP'] = 'smtp://portage:secret-word@127.0.0.1:9';
  const stored = withNotices({
    console: 'https://portage.example',
    mail: { server: 'env:TEST_SMTP', from: 'a@b.example' },
  });
  const sent = sendMailNotice(ports, stored, input);
  await expect(sent).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.not.stringContaining('secret-word'),
  });
});

test('a webhook gets an event that its receiver can verify, with the same id each time', async () => {
  const receiver = await startReceiver();
  process.env['TEST_HOOK'] = secret;
  const webhooks = [{ url: receiver.url, secret: 'env:TEST_HOOK' }];
  const stored = withNotices({ console: 'https://portage.example', webhooks });
  await sendWebhookNotices(ports, stored, input);
  await sendWebhookNotices(ports, stored, input);
  await receiver.close();
  const [first, second] = receiver.received;
  const event = new Webhook(secret).verify(first?.body ?? '', first?.headers as Record<string, string>);
  expect(event).toMatchObject({
    type: 'gate.opened',
    data: { engagement: 'demo', gate: 'rehearsal', url: 'https://portage.example/engagements/demo/gate' },
  });
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
});

test('a redirect of a webhook is not followed, and the other webhooks get the event', async () => {
  const [away, receiver] = [await startReceiver(302), await startReceiver()];
  process.env['TEST_HOOK'] = secret;
  const webhooks = [away, receiver].map(({ url }) => ({ url, secret: 'env:TEST_HOOK' }));
  const sent = sendWebhookNotices(ports, withNotices({ console: 'https://portage.example', webhooks }), input);
  await expect(sent).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('302') });
  expect(receiver.received).toHaveLength(1);
  await Promise.all([away.close(), receiver.close()]);
});

test('without notices in the engagement file, nothing is sent', async () => {
  await expect(sendMailNotice(ports, withNotices(undefined), input)).resolves.toBeUndefined();
  await expect(sendWebhookNotices(ports, withNotices(undefined), input)).resolves.toBeUndefined();
});

test('an address of a webhook must be encrypted, except on this machine', () => {
  const webhooks = [{ url: 'http://hooks.example', secret: 'env:TEST_HOOK' }];
  expect(() => withNotices({ console: 'https://portage.example', webhooks })).toThrow('must begin with https:');
});

/** The demo's engagement with these owners of records, whose mails go to this server. */
function withMail({ port }: MailServer, owners: Record<string, string>): StoredEngagement {
  process.env['TEST_SMTP'] = `smtp://127.0.0.1:${port}`;
  const mail = { server: 'env:TEST_SMTP', from: 'portage@operator.example' };
  const notices = { console: 'https://portage.example/', mail, contacts: ['Desk@northwind.example'] };
  return { ...withNotices(notices), owners: { owners } };
}
const switchedAt = (at: string) => ({ engagement: 'demo', occasion: 'switched', at }) as const;

test('owners of records, approvers, operator and contacts are told of the switch in one mail, with links', async () => {
  const server = await startMailServer();
  const stored = withMail(server, { jdoe: 'john@northwind.example', old: 'ada@northwind.example' });
  const switched = switchedAt('2026-11-28T09:00:00Z');
  await sendSwitchMail(ports, stored, switched);
  await sendSwitchMail(ports, stored, { ...switched, occasion: 'called off' });
  await server.close();
  expect(server.recipients[0]?.toSorted()).toEqual([
    ...['ada@northwind.example', 'desk@northwind.example', 'fay@northwind.example', 'john@northwind.example'],
    ...['ned@northwind.example', 'olga@portage.example', 'pat@northwind.example'],
  ]);
  const [first, second] = server.mails;
  expect(first?.text).toContain('https://crm.zoho.com/crm/org20090000001');
  expect(first?.text).toContain('https://portage.example/engagements/demo');
  // Nobody sees the others' addresses.
  expect(first?.headerLines.map(({ line }) => line).join()).not.toContain('john@northwind.example');
  expect(second?.messageId).not.toBe(first?.messageId);
  expect(second?.subject).toContain('called off');
});

test('a notice that is sent again goes to those only who did not get it, also to a new contact', async () => {
  const server = await startMailServer();
  const switched = switchedAt('2026-11-28T10:00:00Z');
  await sendSwitchMail(ports, withMail(server, {}), switched);
  await sendSwitchMail(ports, withMail(server, {}), switched);
  await sendSwitchMail(ports, withMail(server, { new: 'new@northwind.example' }), switched);
  await server.close();
  expect(server.recipients).toEqual([expect.arrayContaining(['ada@northwind.example']), ['new@northwind.example']]);
});

test.each([
  [550, 'configuration'],
  [450, 'unavailable'],
])(
  'a receiver whom the server refuses with %i is reported without the address, and the others are told',
  async (code, kind) => {
    let isFull = true;
    const server = await startMailServer((address) => (isFull && address.startsWith('john') ? code : null));
    const stored = withMail(server, { jdoe: 'john@northwind.example' });
    const switched = switchedAt(`2026-11-28T11:00:00.${code}Z`);
    const failure = sendSwitchMail(ports, stored, switched);
    await expect(failure).rejects.toMatchObject({ kind, message: expect.stringMatching(/refused 1 of 7/) as string });
    await expect(failure).rejects.not.toThrow('john');
    isFull = false;
    await sendSwitchMail(ports, stored, switched);
    await server.close();
    expect(server.recipients.map((all) => all.length)).toEqual([6, 1]);
    expect(server.recipients[1]).toEqual(['john@northwind.example']);
  },
);

test('a notice whose receivers are all refused is reported, and one of an approver at a gate as well', async () => {
  const server = await startMailServer((address) => (address.startsWith('fay') ? 550 : null));
  const stored = withMail(server, {});
  await expect(sendMailNotice(ports, stored, input)).rejects.toThrow('refused 1 of 2 receivers');
  const nobody = await startMailServer(() => 550);
  const sent = sendSwitchMail(ports, withMail(nobody, {}), switchedAt('2026-11-28T12:00:00Z'));
  await expect(sent).rejects.toThrow('refused 6 of 6 receivers');
  await Promise.all([server.close(), nobody.close()]);
});

test('many people are told in several mails, because servers limit the receivers of one', async () => {
  const server = await startMailServer();
  const owners = Object.fromEntries(Array.from({ length: 114 }, (_, at) => [`o${at}`, `owner${at}@northwind.example`]));
  await sendSwitchMail(ports, withMail(server, owners), switchedAt('2026-11-28T13:00:00Z'));
  await server.close();
  expect(server.recipients.map((all) => all.length)).toEqual([50, 50, 20]);
  expect(new Set(server.mails.map(({ messageId }) => messageId)).size).toBe(3);
});

test('webhooks get the switch as a signed event, and without notices nobody is told', async () => {
  const receiver = await startReceiver();
  process.env['TEST_HOOK'] = secret;
  const hooks = [{ url: receiver.url, secret: 'env:TEST_HOOK' }];
  const input = { engagement: 'demo', occasion: 'called off', at: '2026-11-28T09:00:00Z' } as const;
  await sendSwitchWebhooks(ports, withNotices({ console: 'https://portage.example', webhooks: hooks }), input);
  await receiver.close();
  const { body, headers } = receiver.received[0]!;
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
    ...{ type: 'cutover.called-off', data: { engagement: 'demo', url: 'https://portage.example/engagements/demo' } },
  });
  await sendSwitchMail(ports, withNotices(undefined), input);
  await sendSwitchWebhooks(ports, withNotices(undefined), input);
});

test('a receiver that refuses the event of the switch is reported', async () => {
  const receiver = await startReceiver(500);
  const hooks = [{ url: receiver.url, secret: 'env:TEST_HOOK' }];
  const stored = withNotices({ console: 'https://portage.example', webhooks: hooks });
  const at = '2026-11-28T09:00:00Z';
  const sent = sendSwitchWebhooks(ports, stored, { engagement: 'demo', occasion: 'switched', at });
  await expect(sent).rejects.toThrow();
  await receiver.close();
});
