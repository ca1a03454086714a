import { ConnectorError } from '../../connectors/error.ts';
import type { LanguageModel } from '../../connectors/language-model.ts';
import { counted } from '../../domain/documents/markdown.ts';
import { readAnswer, type ModelQuestion } from '../../domain/proposal/second-opinion.ts';
import type { ModelVote } from '../../schemas/proposal.ts';
import type { SecondOpinion } from '../../schemas/report.ts';
import type { ZohoFields } from '../describe-destination.ts';

/** What was asked and answered, for the file beside the mapping. */
interface AskedQuestion extends ModelQuestion {
  /** Null if there was none. */
  answer: string | null;
  problem: string | null;
  votes: ModelVote[];
  ignored: number;
}

export interface ModelAnswers {
  votes: ModelVote[];
  record: { model: string; host: string; questions: AskedQuestion[] };
  summary: Omit<SecondOpinion, 'file'>;
  remarks: string[];
}

/**
 * Asks a language model about each object, one after the other. It is optional: without an answer, the proposal is made without
 * it, and a remark says why. After a failed call, it is not asked again.
 */
export async function askModel(
  model: LanguageModel,
  questions: ModelQuestion[],
  destination: ZohoFields,
  signal: AbortSignal,
): Promise<ModelAnswers> {
  const asked: AskedQuestion[] = [];
  const remarks: string[] = [];
  let tokens: number | null = null;
  for (const question of questions) {
    const none = { ...question, answer: null, votes: [], ignored: 0 };
    try {
      const answer = await model.ask(question.messages, signal);
      if (answer.tokens !== null) tokens = (tokens ?? 0) + answer.tokens;
      const read = readAnswer(answer.text, question, destination);
      const problem = read ? null : 'the answer is not the JSON that was asked for';
      asked.push({ ...none, answer: answer.text, problem, ...read });
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      asked.push({ ...none, problem: error.message });
      const left = questions.length - asked.length + 1;
      remarks.push(
        `${error.message} ${counted(left, 'object has', 'objects have')} no second opinion; the proposal was made without it.`,
      );
      break;
    }
  }
  const unread = asked.filter(({ answer, problem }) => answer !== null && problem !== null).length;
  if (unread > 0)
    remarks.push(
      `${counted(unread, 'answer')} of the language model could not be read; see the file with its answers.`,
    );
  const votes = asked.flatMap((one) => one.votes);
  return {
    votes,
    remarks,
    record: { model: model.model, host: model.host, questions: asked },
    summary: {
      ...{ model: model.model, host: model.host, calls: asked.length, tokens, votes: votes.length },
      columns: asked.reduce((sum, { columns }) => sum + columns.length, 0),
      ignored: asked.reduce((sum, { ignored }) => sum + ignored, 0),
    },
  };
}
