import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listEarlierDecisions } from '../../../connectors/ledger/earlier-decisions.ts';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import type { ProposalReport } from '../../../schemas/report.ts';
import { answerInquiry } from '../../../steps/answer-inquiry.ts';
import { discover } from '../../../steps/discover.ts';
import { gatherEvidence } from '../../../steps/gather-evidence.ts';
import { judgeRevocation, judgeSignOff } from '../../../steps/judge-message.ts';
import { proposeMapping } from '../../../steps/propose-mapping.ts';
import { startLanguageModel, type TestLanguageModel } from '../../support/language-model.ts';
import { never, prepareSteps, type StepsEngagement } from '../../support/steps.ts';

/** The engagement `demo` is signed; `second` is another one of the same ledger, with the same source. */
let steps: StepsEngagement;
let server: TestLanguageModel;
const path = (name: string) => join(steps.folder, name);
const open = { gate: 'mapping', run: null, staging: null, why: null } as const;
let messages = 0;
const input = (received: object) => {
  const id = `opinions-${(messages += 1)}`;
  return { engagement: 'demo', id, received: [received], at: new Date().toISOString(), open, closed: '' };
};
const stored = () => readEngagement(steps.ports.ledger, 'demo');
const remembered = () => listEarlierDecisions(steps.ports.ledger, 'second');
const pat = { gate: 'mapping', by: 'pat@northwind.example', role: 'product_manager' };
async function sign(decision = 'approved') {
  const { digest } = await gatherEvidence(steps.ports, await stored(), open);
  return { digest, ...(await judgeSignOff(steps.ports, await stored(), input({ ...pat, decision, digest }))) };
}

/** Proposes a mapping for the engagement `second`, whose file has these settings. */
async function propose(settings = '', changes: object = {}): Promise<ProposalReport & { text: string }> {
  const file = readFileSync(path('engagement.yml'), 'utf8').replace('slug: demo', 'slug: second');
  writeFileSync(path('second.yml'), `${file}\n${settings}`);
  const question = { about: 'propose', file: path('second.yml'), into: 'second-mapping.yml', replace: true } as const;
  const answer = await answerInquiry(steps.ports, { ...question, withoutEarlier: false, ...changes }, never);
  const report = answer as ProposalReport;
  return { ...report, text: readFileSync(report.file, 'utf8') };
}
const withModel = (more = '') => `proposal:\n  languageModel: { url: '${server.url}', model: tiny${more} }\n`;
const decisionOf = ({ columns }: ProposalReport, column: string, module: string) =>
  columns.find((one) => one.column === column && one.module === module)!;

beforeAll(async () => {
  [steps, server] = await Promise.all([prepareSteps({ accounts: 40 }), startLanguageModel()]);
  // What no proposal would choose by itself.
  steps.edit('mapping.yml', 'Mobile: { from: msisdn,', 'Asst_Phone: { from: msisdn,');
  steps.edit(
    'mapping.yml',
    /(Contacts:.*?)Email: \{ from: email, /s,
    '$1Department: { from: extensions.loyalty_tier }\n          Email: { from: email, ',
  );
  steps.edit('mapping.yml', /(Contacts:.*?)          Loyalty_Tier: \{ from: extensions[^\n]*\n/s, '$1');
  const engagement = await steps.open();
  await discover(steps.ports, engagement);
  await proposeMapping(steps.ports, { engagement: 'demo', file: path('engagement.yml') });
});
afterAll(async () => {
  await server.close();
  await steps.close();
});

describe('decisions of an engagement', () => {
  test('are kept when people sign its mapping, with names only, and forgotten when the sign-off is withdrawn', async () => {
    await sign('changes-requested');
    expect(await remembered()).toEqual([]);
    const { digest, verdict } = await sign();
    expect(verdict).toEqual({ counted: true });
    const decisions = await remembered();
    expect(decisions).toContainEqual({
      ...{ engagement: 'demo', system: 'northwind', object: 'subscribers', name: 'msisdn', module: 'Contacts' },
      ...{ semantic: 'phone', decision: 'field', field: 'Asst_Phone', transforms: ['phone'] },
    });
    expect(JSON.stringify(decisions)).not.toMatch(/BUS|Barred|self-care|@/);
    expect(await listEarlierDecisions(steps.ports.ledger, 'demo')).toEqual([]);

    const withdrawn = { ...input({ ...pat, digest }), isDecided: true };
    expect((await judgeRevocation(steps.ports, await stored(), withdrawn)).verdict).toEqual({ counted: true });
    expect(await remembered()).toEqual([]);
    await sign();
    expect(await remembered()).toHaveLength(decisions.length);
  });

  test('are evidence for another engagement, with its name beside the rule', async () => {
    const own = await propose('', { withoutEarlier: true });
    expect(own).toMatchObject({ earlier: { columns: 0, engagements: [] }, secondOpinion: null });
    expect(decisionOf(own, 'subscribers.msisdn', 'Contacts').into).toBe('Mobile');

    const report = await propose();
    expect(report.earlier.engagements).toEqual(['demo']);
    expect(report.earlier.columns).toBeGreaterThan(50);
    expect(decisionOf(own, 'subscribers.extensions.loyalty_tier', 'Contacts').into).toBe('custom');
    expect(decisionOf(report, 'subscribers.extensions.loyalty_tier', 'Contacts').into).toBe('Department');
    expect(report.text).toMatch(/Department: \{ from: extensions.loyalty_tier.* # .*confirmed in demo/);
    expect(report.text).toMatch(/NPS_Score: \{ from: extensions.nps_score.* # .*confirmed in demo \(NPS_Score\)/);
    // One engagement does not outvote a name that says everything, but it takes the certainty.
    expect(decisionOf(report, 'subscribers.msisdn', 'Contacts')).toMatchObject({
      ...{ into: 'Mobile', tier: expect.not.stringMatching('certain') },
      evidence: expect.arrayContaining(['otherwise in demo (Asst_Phone)']),
    });
    expect(report.problems.filter(({ severity }) => severity === 'fail')).toEqual([]);
    const named = report.columns.filter(({ evidence }) => evidence.some((text) => text.includes('demo')));
    expect(named.length).toBeGreaterThan(50);
  });

  test('are not used where the engagement file turns them off', async () => {
    expect(await propose('proposal: { earlier: false }')).toMatchObject({ earlier: { columns: 0, engagements: [] } });
  });

  test('are not kept where the engagement file turns it off', async () => {
    const before = readFileSync(path('engagement.yml'), 'utf8');
    writeFileSync(path('engagement.yml'), `${before}\nproposal: { earlier: false }\n`);
    await steps.open();
    await sign();
    expect(await remembered()).toEqual([]);
    writeFileSync(path('engagement.yml'), before);
  });
});

describe('a language model', () => {
  interface Asked {
    object: string;
    columns: { module: string; column: string }[];
  }
  const asked = ({ messages: [, user] }: { messages: { content: string }[] }) => JSON.parse(user!.content) as Asked;
  const file = (report: ProposalReport) =>
    JSON.parse(readFileSync(report.secondOpinion!.file, 'utf8')) as {
      questions: { answer: string | null; problem: string | null }[];
    };

  test('is asked once for each object, gets no values, and its answers are named and kept', async () => {
    const own = await propose('', { withoutEarlier: true });
    process.env['TEST_MODEL_KEY'] = 'sk-secret';
    server.answer((request) => {
      const { columns } = asked(request);
      return `Of course:\n${JSON.stringify({ columns: [...columns.map((one) => ({ ...one, into: 'custom' })), { module: 'Contacts', column: 'imsi', into: 'Mobile' }] })}`;
    });
    const report = await propose(withModel(', apiKey: env:TEST_MODEL_KEY'));
    const objects = server.requests.map((request) => asked(request).object);
    expect(new Set(objects).size).toBe(objects.length);
    expect(report.secondOpinion).toMatchObject({
      ...{ model: 'tiny', calls: objects.length, tokens: 100 * objects.length, ignored: objects.length },
      file: path('second-mapping.second-opinion.json'),
    });
    expect(report.secondOpinion!.votes).toBe(report.secondOpinion!.columns);
    expect(report.text).toContain('the language model ');
    const certain = (one: ProposalReport) => one.columns.filter(({ tier }) => tier === 'certain').length;
    expect(certain(report)).toBeLessThanOrEqual(certain(own));
    const kept = JSON.stringify(file(report));
    expect(kept).toContain('Of course');
    expect(kept).not.toMatch(/sk-secret|Barred|In progress|@northwind/);
    expect(JSON.stringify(server.requests.map((one) => one.messages))).not.toMatch(/Barred|In progress|"values"/);
    delete process.env['TEST_MODEL_KEY'];
  });

  test('gets the values of short lists only if the engagement file allows it', async () => {
    server.answer(() => '{"columns":[]}');
    await propose(withModel(', values: true'));
    expect(JSON.stringify(server.requests.map((one) => one.messages))).toContain('\\"values\\":');
  });

  test.each([
    ['refuses the key', () => new Response('', { status: 401 }), 'answers with status 401'],
    ['is broken', () => new Response('', { status: 500 }), 'answers with status 500'],
  ])('that %s changes nothing, and a remark says so', async (_, answer, why) => {
    const own = await propose();
    server.answer(answer);
    const report = await propose(withModel());
    expect(report.columns).toEqual(own.columns);
    expect(report.text).toBe(own.text);
    expect(report.remarks.at(-1)).toContain(why);
    expect(report.remarks.at(-1)).toContain('the proposal was made without it.');
    expect(report.secondOpinion).toMatchObject({ calls: 1, votes: 0, tokens: null });
    expect(file(report).questions).toEqual([
      expect.objectContaining({ answer: null, problem: expect.stringContaining(why) }),
    ]);
  });

  test('that answers in prose changes nothing, and its answers are kept', async () => {
    server.answer(() => 'I would rather not.');
    const report = await propose(withModel());
    expect(report.remarks.at(-1)).toMatch(/^\d+ answers? of the language model could not be read/);
    expect(report.secondOpinion).toMatchObject({ votes: 0, calls: server.requests.length });
  });

  test('whose key is missing is an error before anything is read', async () => {
    await expect(propose(withModel(', apiKey: env:NO_SUCH_KEY'))).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('The secret env:NO_SUCH_KEY is missing'),
    });
  });
});
