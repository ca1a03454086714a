import axios, { isAxiosError } from 'axios';
import { Webhook } from 'standardwebhooks';
import type { JsonObject } from '../../schemas/json.ts';
import { ConnectorError } from '../error.ts';

export interface WebhookTarget {
  url: string;
  /** `whsec_` and a key in base64. */
  secret: string;
}

/**
 * Sends an event to a webhook, signed as Standard Webhooks describes it. The receiver recognises a repeated event by its id.
 *
 * @throws ConnectorError `unavailable` when the receiver does not answer with success
 */
export async function sendWebhook(
  { url, secret }: WebhookTarget,
  id: string,
  event: JsonObject,
  at: Date,
): Promise<void> {
  const body = JSON.stringify(event);
  try {
    await axios.post(url, body, {
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
      },
      timeout: 20_000,
      // A redirect would send the event to somebody whom the engagement file does not name.
      maxRedirects: 0,
    });
  } catch (error) {
    const status = isAxiosError(error) ? (error.response?.status ?? error.code) : 'error';
    throw new ConnectorError('unavailable', `The webhook ${new URL(url).host} did not take the notice (${status}).`);
  }
}
