import { sha256 } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { readEngagement } from '../connectors/ledger/engagements.ts';
import { readMappingBasis } from '../connectors/ledger/mapping-basis.ts';
import { addMappingVersion } from '../connectors/ledger/mapping-versions.ts';
import { judgeMappingChange } from '../domain/judge-sign-off.ts';
import { checkMappingText } from '../domain/mapping-text/read.ts';
import type { MappingChange } from '../schemas/sign-off.ts';
import { checkProof } from './check-proof.ts';
import { policyOf } from './policy.ts';

/**
 * Checks a text of the mapping and who stores it, and stores it as a new version. It takes effect when the mapping step reads
 * it and people sign it.
 *
 * @returns the number of the version
 * @throws ConnectorError `configuration` with every problem; then nothing is stored
 */
export async function putMapping(
  ledger: Ledger,
  engagement: string,
  { text, change }: { text: string; change: MappingChange },
): Promise<number> {
  const stored = await readEngagement(ledger, engagement);
  if (change.digest !== sha256(text)) throw refused('The text is not the one that the digest names.');
  const proof = await checkProof({ ledger }, stored, 'mapping', change, new Date().toISOString());
  const verdict = judgeMappingChange(change, policyOf(stored), { proof });
  if (!verdict.counted) throw new ConnectorError('configuration', verdict.why);
  const found = await readMappingBasis(ledger, engagement);
  if (!found) throw refused('The mapping step of this engagement has not run yet. Change the file instead.');
  const checked = checkMappingText(text, stored.profile, found.basis);
  if (!checked.ok) {
    const problems = checked.problems.map(({ path, message, fix }) => `${path}: ${message}. ${fix}`);
    throw refused(problems.join('\n'));
  }
  const version = await addMappingVersion(ledger, engagement, {
    ...{ origin: 'command-line', text, mapping: checked.mapping, basedOn: change.base, madeBy: change.by },
    ...{ comment: change.comment ?? '', proof: change.proof ?? null },
  });
  if (version !== null) return version;
  throw refused(
    `Version ${change.base} is not the newest any longer. Look at what changed: portage mapping show ${engagement} --diff. Then try again.`,
  );
}

const refused = (why: string) => new ConnectorError('configuration', `${why}\nNothing was stored.`);
