import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

/** What the server got. */
export interface ChatRequest {
  model: string;
  messages: { role: string; content: string }[];
  authorization: string | undefined;
}

/** How it answers: the text of an answer, a whole response, or nothing at all. */
export type ChatAnswer = (request: ChatRequest) => string | Response | Promise<string | Response>;

export interface TestLanguageModel {
  url: string;
  requests: ChatRequest[];
  /** Sets how it answers from now on. */
  answer(how: ChatAnswer): void;
  close(): Promise<void>;
}

/** A local server that speaks the protocol of chat completions. */
export async function startLanguageModel(): Promise<TestLanguageModel> {
  const requests: ChatRequest[] = [];
  let answer: ChatAnswer = () => '{"columns":[]}';
  const app = new Hono();
  app.post('/v1/chat/completions', async (c) => {
    const body = await c.req.json<Omit<ChatRequest, 'authorization'>>();
    const request = { ...body, authorization: c.req.header('authorization') };
    requests.push(request);
    const content = await answer(request);
    if (content instanceof Response) return content;
    const choice = { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' };
    return c.json({ object: 'chat.completion', choices: [choice], usage: { total_tokens: 100 } });
  });
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(listening));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answer(how) {
      requests.length = 0;
      answer = how;
    },
    close: () =>
      new Promise((resolve) => {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
