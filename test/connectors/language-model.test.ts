import { openLanguageModel } from '../../connectors/language-model.ts';
import { startLanguageModel, type TestLanguageModel } from '../support/language-model.ts';

let server: TestLanguageModel;
const never = new AbortController().signal;
const messages = [{ role: 'user' as const, content: 'Which field?' }];
const open = (changes: object = {}) =>
  openLanguageModel({ url: server.url, model: 'tiny', values: false, timeoutSeconds: 20, ...changes });
const ask = (changes?: object) => open(changes).ask(messages, never);

beforeAll(async () => {
  server = await startLanguageModel();
  process.env['TEST_MODEL_KEY'] = 'sk-secret';
});
afterAll(async () => {
  delete process.env['TEST_MODEL_KEY'];
  await server.close();
});

test('the model and the messages are sent, with the key in a header only', async () => {
  server.answer(() => 'Mobile');
  expect(await ask({ apiKey: 'env:TEST_MODEL_KEY' })).toEqual({ text: 'Mobile', tokens: 100 });
  expect(server.requests).toEqual([
    expect.objectContaining({ model: 'tiny', messages, authorization: 'Bearer sk-secret' }),
  ]);
  await ask();
  expect(server.requests[1]?.authorization).toBeUndefined();
});

test.each([
  [401, 'auth', 'Check proposal.languageModel.apiKey.', 1],
  [404, 'configuration', 'Check proposal.languageModel.url and model.', 1],
  [400, 'contract', 'Check the server.', 1],
  [429, 'rate-limited', 'Check the server.', 4],
  [500, 'server-error', 'Check the server.', 2],
  [503, 'unavailable', 'Check the server.', 4],
])('status %i is a failure of the kind %s, without what the server says', async (status, kind, next, calls) => {
  server.answer(() => new Response('the key sk-secret is wrong', { status }));
  const { host } = open();
  await expect(ask({ apiKey: 'env:TEST_MODEL_KEY' })).rejects.toMatchObject({
    kind,
    message: `The language model at ${host} answers with status ${status}. ${next}`,
  });
  expect(server.requests).toHaveLength(calls);
});

test('a passing failure is repeated', async () => {
  server.answer(({ messages: [first] }) =>
    server.requests.length < 3 ? new Response('', { status: 503 }) : first!.content,
  );
  expect(await ask()).toMatchObject({ text: 'Which field?' });
});

test.each([
  ['no JSON', () => new Response('<html>busy</html>')],
  ['no choices', () => Response.json({ choices: [] })],
  ['a call of a tool', () => Response.json({ choices: [{ message: { content: null, tool_calls: [] } }] })],
])('a response with %s is not the protocol', async (_, answer) => {
  server.answer(answer);
  await expect(ask()).rejects.toMatchObject({ kind: 'contract', message: expect.stringContaining('another form') });
});

test('a server that does not count tokens is not wrong', async () => {
  server.answer(() => Response.json({ choices: [{ message: { content: 'x' } }] }));
  expect(await ask()).toEqual({ text: 'x', tokens: null });
});

test('a server that does not answer in time is unavailable', async () => {
  server.answer(() => new Promise<string>(() => undefined));
  await expect(ask({ timeoutSeconds: 0.2 })).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('does not answer'),
  });
});

test('a server that is not there is unavailable', async () => {
  await expect(ask({ url: 'http://127.0.0.1:1/v1' })).rejects.toMatchObject({ kind: 'unavailable' });
});

test('a cancelled question is no failure of the server', async () => {
  const controller = new AbortController();
  server.answer(() => {
    controller.abort(new Error('enough'));
    return new Promise<string>(() => undefined);
  });
  await expect(open().ask(messages, controller.signal)).rejects.toThrow('enough');
});

test('a missing key and a wrong address are found before anything is asked', () => {
  expect(() => open({ apiKey: 'env:NO_SUCH_KEY' })).toThrow('The secret env:NO_SUCH_KEY is missing');
  process.env['TEST_MODEL_URL'] = 'nowhere';
  expect(() => open({ url: 'env:TEST_MODEL_URL' })).toThrow('is not a valid address');
  delete process.env['TEST_MODEL_URL'];
});
