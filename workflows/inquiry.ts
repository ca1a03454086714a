import type { Inquiry } from '../schemas/inquiry.ts';
import type { Json } from '../schemas/json.ts';
import { questionActivities } from './proxies.ts';

/** Answers one question for the command line or another client. It changes nothing. It ends when what it needs does not respond. */
export function inquiry(question: Inquiry): Promise<Json> {
  return questionActivities(`Answer: ${question.about}`).answer(question);
}
