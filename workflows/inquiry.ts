import type { Inquiry } from '../schemas/inquiry.ts';
import type { Json } from '../schemas/json.ts';
import { atControl } from './proxies.ts';

/** Answers one question of a person's door; it changes nothing. */
export function inquiry(question: Inquiry): Promise<Json> {
  return atControl(`Answer: ${question.about}`).answer(question);
}
