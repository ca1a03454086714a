import { ConnectorError } from '../../error.ts';

/** The error for an export that can't be used. */
export const exportError = (problem: string) =>
  new ConnectorError(
    'contract',
    `The source's export ${problem}. Nothing of it was staged. Ask the operator of the source.`,
  );
