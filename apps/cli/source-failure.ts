import { ConnectorError } from '../../connectors/error.ts';
import { describeForeign } from '../../connectors/foreign-error.ts';
import { CliError } from './failure.ts';

/**
 * Runs what reads a source. The text of an error that is not our own may quote a row, so only its class and place are printed.
 * @throws CliError, or the ConnectorError
 */
export async function withoutContent<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectorError || error instanceof CliError) throw error;
    if (error instanceof Error && error.name === 'AbortError')
      throw new CliError(
        'The extraction was interrupted.',
        'What was staged is kept.',
        'Run the same command again; it continues.',
      );
    throw new CliError(
      `The source could not be read (${describeForeign(error)}).`,
      'Nothing was changed. The message of the error is left out, because it may quote a row.',
      'Report this text, with the profile, to the developers of Portage.',
    );
  }
}
