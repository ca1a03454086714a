import type { FileSet } from '../../../schemas/profile-files.ts';
import { ConnectorError } from '../../error.ts';

/** The error for a delivery that lacks what the profile names. */
export const deliveryError = (problem: string) =>
  new ConnectorError(
    'configuration',
    `${problem} Nothing was read. Correct the source profile, or complete the delivery.`,
  );

/** The error for a file that can't be used. It names the file by its path in the delivery and the line, and no value. */
export const fileError = (name: string, line: number | null, problem: string) =>
  new ConnectorError(
    'contract',
    `${name}${line === null ? '' : `, line ${line}`}: ${problem}. No row of this file counts until the whole file can be read. Ask for a new file, or correct the source profile.`,
  );

export const notInEncoding = ({ encoding }: Pick<FileSet, 'encoding'>) =>
  `it is not ${encoding}; name its encoding in the profile`;
