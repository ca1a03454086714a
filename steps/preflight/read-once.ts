import type { Zoho } from '../../connectors/zoho/port.ts';

/**
 * A client that asks for the metadata of an org once, because several checks need the same. A question without an answer is
 * asked again.
 */
export function readOnce(zoho: Zoho): Zoho {
  const answers = new Map<string, Promise<unknown>>();
  const once = <Answer>(question: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const known = answers.get(question) as Promise<Answer> | undefined;
    if (known) return known;
    const answer = ask();
    answers.set(question, answer);
    answer.catch(() => answers.delete(question));
    return answer;
  };
  return {
    ...zoho,
    org: () => once('org', () => zoho.org()),
    modules: () => once('modules', () => zoho.modules()),
    users: () => once('users', () => zoho.users()),
    profiles: () => once('profiles', () => zoho.profiles()),
    fields: (module) => once(`fields of ${module}`, () => zoho.fields(module)),
    lockConfigurations: (module) => once(`locks of ${module}`, () => zoho.lockConfigurations(module)),
  };
}
