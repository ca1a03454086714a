import { ConnectorError } from '../../connectors/error.ts';
import type { Inquiry } from '../../schemas/inquiry.ts';
import { startEnvironment, type Environment } from './environment.ts';
import { fakeEngagement } from './fake-activities.ts';

/** Questions that change nothing. */
let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment();
});
afterAll(() => environment.close());

const ask = (question: Inquiry & { engagement: string }) =>
  environment.client.workflow.execute('inquiry', {
    taskQueue: 'portage',
    workflowId: `inquiry/${question.engagement}`,
    args: [question],
  });

test.concurrent('a question is passed on as it is, and the answer comes back as it is', async () => {
  const { slug, calls } = fakeEngagement({ answer: () => Promise.resolve({ events: ['created', null, 3] }) });
  const question: Inquiry & { engagement: string } = { about: 'trace', engagement: slug, key: 'orders:1' };
  expect(await ask(question)).toEqual({ events: ['created', null, 3] });
  expect(calls).toMatchObject([{ activity: 'answer', taskQueue: 'portage', input: question }]);
});

test.concurrent('a question that cannot be answered fails with the reason', async () => {
  const answer = () => Promise.reject(new ConnectorError('not-found', 'There is no engagement with this name.'));
  const { slug } = fakeEngagement({ answer });
  await expect(ask({ about: 'progress', engagement: slug })).rejects.toMatchObject({
    cause: { cause: { type: 'NotFound', message: 'There is no engagement with this name.' } },
  });
});
