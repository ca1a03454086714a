import { dirname, resolve } from 'node:path';
import { checkGates } from '../domain/check-gates.ts';
import { unknownObjects } from '../domain/mapping-text/read.ts';
import { EngagementFile, OwnerMap } from '../schemas/engagement-file.ts';
import { Mapping } from '../schemas/mapping.ts';
import { SourceProfile } from '../schemas/profile.ts';
import { isPublicKey } from './age.ts';
import { ConnectorError } from './error.ts';
import type { Config } from './ledger/engagements.ts';
import { resolveReference } from './secret.ts';
import { parseYaml, readText, readYaml } from './yaml-file.ts';

/** The files of an engagement, and the mapping file as text. */
export type EngagementFiles = Config & { mappingText: string };

/**
 * Reads an engagement file with its profile, mapping and owner map, and checks that they fit together.
 * @throws ConnectorError `configuration` with every problem found
 */
export async function readEngagementFiles(file: string): Promise<EngagementFiles> {
  const folder = dirname(resolve(file));
  const engagement = withKeys(await readYaml(file, EngagementFile), file);
  const mappingFile = resolve(folder, engagement.mapping);
  const reading = [
    readYaml(resolve(folder, engagement.source), SourceProfile),
    readText(mappingFile).then((text) => ({ text, value: parseYaml(text, mappingFile, Mapping) })),
    readYaml(resolve(folder, engagement.owners), OwnerMap),
  ] as const;
  const mistakes = (await Promise.allSettled(reading)).flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  // A person corrects all files at once.
  if (mistakes.length > 1 && mistakes.every((one) => one instanceof ConnectorError))
    throw new ConnectorError('configuration', mistakes.map(({ message }) => message).join('\n'));
  const [profile, { value: mapping, text: mappingText }, owners] = await Promise.all(reading);
  const problems = [
    ...unknownObjects(mapping, profile, engagement.source).map((problem) => `${engagement.mapping}, ${problem}`),
    ...checkGates(engagement).map((problem) => `${file}, ${problem}`),
  ];
  if (problems.length > 0) {
    throw new ConnectorError(
      'configuration',
      `${problems.join('\n')}\nNothing was started. Correct the files and start again.`,
    );
  }
  return { engagement, profile, mapping, owners, folder, mappingText };
}

const noMapping: Mapping = Mapping.parse({ version: 1, phoneRegion: 'US', currency: 'USD', modules: {} });

/**
 * Reads an engagement file with its profile and owner map, before there is a mapping: an empty one is in its place.
 * @throws ConnectorError `configuration` as `readEngagementFiles`
 */
export async function readSetupFiles(file: string): Promise<Config> {
  const folder = dirname(resolve(file));
  const engagement = withKeys(await readYaml(file, EngagementFile), file);
  const profile = await readYaml(resolve(folder, engagement.source), SourceProfile);
  const owners = await readYaml(resolve(folder, engagement.owners), OwnerMap);
  return { engagement, profile, mapping: noMapping, owners, folder };
}

/** The engagement with the keys and issuers that its references name, so that the ledger keeps what sign-offs are judged by. */
function withKeys(engagement: EngagementFile, file: string): EngagementFile {
  const { approvers, issuers } = engagement.gates;
  const { handoff } = engagement;
  return {
    ...engagement,
    ...(handoff?.network_key !== undefined && {
      handoff: { ...handoff, network_key: networkKey(handoff.network_key, file) },
    }),
    gates: {
      ...engagement.gates,
      approvers: approvers.map((one) => ({ ...one, keys: one.keys.map(resolveReference) })),
      issuers: issuers.map((one) => ({ ...one, issuer: resolveReference(one.issuer) })),
    },
  };
}

/** @throws ConnectorError `configuration` without the text, which may be a private key by mistake */
function networkKey(text: string, file: string): string {
  const key = resolveReference(text);
  if (isPublicKey(key)) return key;
  throw new ConnectorError(
    'configuration',
    `${file}, handoff.network_key: is not a public key of age. Nothing was started. Ask the network team for the line that "age-keygen -y" prints, and start again.`,
  );
}
