import { sha256 } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { addMappingVersion, listMappingVersions, readMappingVersion } from '../connectors/ledger/mapping-versions.ts';
import { parseYaml } from '../connectors/yaml-file.ts';
import { chooseMapping } from '../domain/mapping-text/choose.ts';
import { Mapping } from '../schemas/mapping.ts';
import type { EngagementFiles, Ports } from './ports.ts';

/**
 * The mapping that an engagement uses: the file, or the newest version that people saved. It stores nothing.
 * @throws ConnectorError `configuration` when both changed; then neither is used
 */
export async function findMapping({ ledger }: Pick<Ports, 'ledger'>, files: EngagementFiles): Promise<Mapping> {
  const { slug, mapping: file } = files.engagement;
  const versions = await listMappingVersions(ledger, slug);
  const lastFile = versions.find(({ origin }) => origin === 'file') ?? null;
  const choice = chooseMapping(versions[0] ?? null, lastFile, sha256(files.mappingText));
  if (choice.use === 'file') return files.mapping;
  if (choice.use === 'neither') {
    const { version } = choice;
    throw new ConnectorError(
      'configuration',
      `The mapping file ${file} changed on disk, and version ${version} was saved after it was read the last time. Neither is used, and nothing was changed. ` +
        `Compare them: portage mapping show ${slug} --file ${file}. To use the file, store it as a version: portage mapping put ${slug} ${file} --as EMAIL --role ROLE. ` +
        `To use version ${version}, write it to the file: portage mapping get ${slug} > ${file}. Then run the step or start again.`,
    );
  }
  const found = await readMappingVersion(ledger, slug, choice.version);
  return parseYaml(found?.text ?? '', `version ${choice.version} of the mapping`, Mapping);
}

/** Stores the mapping file as a version, if its text is in use and new. */
export async function noteMappingFile({ ledger }: Pick<Ports, 'ledger'>, files: EngagementFiles): Promise<void> {
  const { slug } = files.engagement;
  const versions = await listMappingVersions(ledger, slug);
  const choice = chooseMapping(versions[0] ?? null, null, sha256(files.mappingText));
  if (choice.use !== 'file' || !choice.isNew) return;
  await addMappingVersion(ledger, slug, {
    ...{ origin: 'file', text: files.mappingText, mapping: files.mapping },
    ...{ basedOn: null, madeBy: null, comment: '' },
  });
}
