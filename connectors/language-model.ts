import { isAxiosError } from 'axios';
import { z } from 'zod';
import type { LanguageModelSettings } from '../schemas/engagement-file.ts';
import { ConnectorError, type ErrorKind } from './error.ts';
import { codeOf, kindOf } from './foreign-error.ts';
import { openHost } from './open-host.ts';
import { retryRequests } from './retry-requests.ts';
import { resolveReference, resolveSecret } from './secret.ts';

export interface Message {
  role: 'system' | 'user';
  content: string;
}

/** A server that speaks the protocol of OpenAI's chat completions. */
export interface LanguageModel {
  model: string;
  /** Host and port, for people. */
  host: string;
  /**
   * Sends messages, and returns the text of the answer and the tokens that the server counted (null if it does not say).
   * Requests that got 429, 5xx or no response are repeated a few times first.
   * @throws ConnectorError with what the failure table has for it
   */
  ask(messages: Message[], signal: AbortSignal): Promise<{ text: string; tokens: number | null }>;
}

/** The part of a response that is used. platform.openai.com/docs/api-reference/chat/object */
const Completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
  usage: z.object({ total_tokens: z.int().min(0) }).nullish(),
});

/** A longer answer is none to our question. */
const maxResponseBytes = 4 * 2 ** 20;

const kinds: Record<number, ErrorKind> = {
  401: 'auth',
  403: 'auth',
  404: 'configuration',
  408: 'unavailable',
  429: 'rate-limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** @throws ConnectorError `auth` if the key is missing, `configuration` if the address is none */
export function openLanguageModel({ url, model, apiKey, timeoutSeconds }: LanguageModelSettings): LanguageModel {
  const base = resolveReference(url).replace(/\/$/, '');
  if (!URL.canParse(base))
    throw new ConnectorError(
      'configuration',
      `proposal.languageModel.url (${url}) is not a valid address. Nothing was read. Set it to https://…/v1`,
    );
  const { host } = new URL(base);
  const client = openHost(base, timeoutSeconds * 1_000);
  retryRequests(client);
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${resolveSecret(apiKey)}` };
  const failure = (kind: ErrorKind, why: string, next: string) =>
    new ConnectorError(kind, `The language model at ${host} ${why}. ${next}`);

  return {
    model,
    host,
    async ask(messages, signal) {
      const sent = { model, messages, temperature: 0 };
      const { status, data } = await client
        .post<string>('chat/completions', sent, {
          headers,
          signal,
          maxRedirects: 0,
          maxContentLength: maxResponseBytes,
        })
        .catch((error: unknown) => {
          signal.throwIfAborted();
          const kind = kindOf(error) ?? (isAxiosError(error) ? 'unavailable' : null);
          if (kind === null) throw error;
          throw failure(
            kind,
            `does not answer (${codeOf(error) || 'no response'})`,
            'Check proposal.languageModel.url and timeoutSeconds.',
          );
        });
      if (status !== 200) {
        const kind = kinds[status] ?? (status >= 500 ? 'server-error' : 'contract');
        const what = kind === 'auth' ? 'apiKey' : kind === 'configuration' ? 'url and model' : 'the server';
        throw failure(
          kind,
          `answers with status ${status}`,
          `Check ${what === 'the server' ? what : `proposal.languageModel.${what}`}.`,
        );
      }
      const read = Completion.safeParse(parsed(data));
      if (!read.success)
        throw failure('contract', 'answers in another form than chat completions', 'Check proposal.languageModel.url.');
      const { choices, usage } = read.data;
      return { text: choices[0]!.message.content, tokens: usage?.total_tokens ?? null };
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
