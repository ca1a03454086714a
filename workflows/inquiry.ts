import type { Inquiry } from '../schemas/inquiry.ts';
import type { Json } from '../schemas/json.ts';
import { controlActivities } from './proxies.ts';

/** Answers one question for the command line or another client. It changes nothing. */
export function inquiry(question: Inquiry): Promise<Json> {
  return controlActivities(`Answer: ${question.about}`).answer(question);
}
