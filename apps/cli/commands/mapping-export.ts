import { sha256 } from '../../../connectors/digest.ts';
import { checkFree, writeMapping } from '../../../connectors/mapping-file.ts';
import { parseYaml } from '../../../connectors/yaml-file.ts';
import { writeXlsx } from '../../../connectors/xlsx/write.ts';
import { rowsOf, tablesOf, type About } from '../../../domain/mapping-sheets/tables.ts';
import { Mapping } from '../../../schemas/mapping.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { wrongUse } from '../failure.ts';
import { withLedger } from '../ledger.ts';
import { findVersion, mappingArgs, readMappingFile } from '../mapping.ts';
import { printInfo, printJson } from '../print.ts';

export const mappingExport = command({
  name: 'export',
  description: 'Write the mapping as a workbook that people edit: the newest version, another one, or a file',
  example: 'portage mapping export delta-telecom --xlsx mapping.xlsx',
  args: {
    ...mappingArgs,
    slug: { type: 'positional', required: false, description: 'Slug of the engagement' },
    xlsx: { type: 'string', required: true, description: 'Workbook to write', valueHint: 'file' },
    version: { type: 'string', description: 'Number of the version', valueHint: 'number' },
    file: { type: 'string', description: 'A mapping file to export instead; no ledger is needed' },
    replace: { type: 'boolean', description: 'Replace the workbook if it exists' },
  },
  async run({ slug, xlsx, version, file, replace = false, ledger: reference, json }) {
    if ((slug === undefined) === (file === undefined))
      throw wrongUse('Give either the slug of an engagement or --file with a mapping file.');
    await checkFree(xlsx, replace, '--xlsx');
    const { text, about } = file === undefined ? await versionOf(slug ?? '') : await fileOf(file);
    const mapping = parseYaml(text, file ?? 'mapping.yml', Mapping);
    const rows = rowsOf(mapping, text, about);
    await writeMapping(xlsx, await writeXlsx(tablesOf(rows)), replace);
    const rules = rows.Fields.length;
    if (json) printJson({ file: xlsx, ...about, rules });
    else printInfo(`Written to ${xlsx}: ${rules} rules. Edit it, then: portage mapping import ${usage()}`);

    function usage(): string {
      return file === undefined ? `${slug} ${xlsx} --as EMAIL --role ROLE` : `${xlsx} --file ${file} --into FILE`;
    }

    function versionOf(name: string): Promise<{ text: string; about: About }> {
      const engagement = readSlug(name);
      return withLedger(reference, async (ledger) => {
        const found = await findVersion(ledger, engagement, version);
        return { text: found.text, about: { engagement, version: found.version, digest: found.digest } };
      });
    }
  },
});

async function fileOf(file: string): Promise<{ text: string; about: About }> {
  const text = await readMappingFile(file);
  return { text, about: { engagement: null, version: null, digest: sha256(text) } };
}
