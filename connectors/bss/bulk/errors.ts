import { ConnectorError } from '../../error.ts';

/** The error for an export that can't be used. */
export const exportError = (problem: string) =>
  new ConnectorError(
    'contract',
    `The source's export ${problem}. Nothing of it was staged. Ask the operator of the source.`,
  );

/** The error for an answer that a later request may replace, such as a gateway's. */
export const notAnswered = (problem: string) =>
  new ConnectorError(
    'unavailable',
    `The source's export does not answer for now (${problem}). Nothing was staged. The extraction asks it again.`,
  );
