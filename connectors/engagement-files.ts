import { dirname, resolve } from 'node:path';
import { EngagementFile, OwnerMap } from '../schemas/engagement-file.ts';
import { Mapping } from '../schemas/mapping.ts';
import { SourceProfile } from '../schemas/profile.ts';
import { ConnectorError } from './error.ts';
import type { Config } from './ledger/engagements.ts';
import { readYaml } from './yaml-file.ts';

/**
 * Reads an engagement file with its profile, mapping and owner map, and checks that they fit together.
 * @throws ConnectorError `configuration` with every problem found
 */
export async function readEngagementFiles(file: string): Promise<Config> {
  const folder = dirname(resolve(file));
  const engagement = await readYaml(file, EngagementFile);
  const reading = [
    readYaml(resolve(folder, engagement.source), SourceProfile),
    readYaml(resolve(folder, engagement.mapping), Mapping),
    readYaml(resolve(folder, engagement.owners), OwnerMap),
  ] as const;
  const mistakes = (await Promise.allSettled(reading)).flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  // A person corrects all files at once.
  if (mistakes.length > 1 && mistakes.every((one) => one instanceof ConnectorError))
    throw new ConnectorError('configuration', mistakes.map(({ message }) => message).join('\n'));
  const [profile, mapping, owners] = await Promise.all(reading);
  const problems = [
    ...Object.entries(mapping.modules).flatMap(([module, { sources }]) =>
      sources
        .filter(({ object }) => !profile.objects[object])
        .map(
          ({ object }) =>
            `${engagement.mapping}, modules.${module}: the profile ${engagement.source} has no object ${object}`,
        ),
    ),
    ...Object.entries(engagement.gates.roles).flatMap(([gate, { roles }]) =>
      roles.some((role) =>
        engagement.gates.approvers.some((person) => person.role === role && person.email !== engagement.operator.email),
      )
        ? []
        : [`${file}, gates.roles.${gate}: no approver other than the operator has the role ${roles.join(' or ')}`],
    ),
    ...(['scope', 'mapping', 'rehearsal', 'production', 'freeze', 'acceptance', 'exception'] as const)
      .filter((gate) => !engagement.gates.roles[gate])
      .map((gate) => `${file}, gates.roles: no role may sign the gate ${gate}`),
  ];
  if (problems.length > 0) {
    throw new ConnectorError(
      'configuration',
      `${problems.join('\n')}\nNothing was started. Correct the files and start again.`,
    );
  }
  return { engagement, profile, mapping, owners, folder };
}
