import {
  finalReportDocument,
  finalReportVerdict,
  reconciliationHead,
  reconciliationRows,
} from '../../../domain/documents/final-report.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug } from '../engagement.ts';
import { print, printJson, printTable, printInfo } from '../print.ts';

export const report = command({
  name: 'report',
  description: 'The current reconciliation of every run',
  example: 'portage report delta-telecom --markdown',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    markdown: { type: 'boolean', description: 'Print the final report as Markdown' },
  },
  async run({ slug, markdown, json }) {
    const engagement = readSlug(slug);
    const answer = await withClient((client) => ask(client, { about: 'report', engagement }));
    if (json) return printJson(answer);
    if (markdown) return print(finalReportDocument(answer).trimEnd());
    for (const [environment, runs] of Object.entries(answer.environments)) {
      for (const { run, modules } of runs) {
        print(`${environment} ${run}`);
        printTable(reconciliationHead, reconciliationRows(modules));
        print('');
      }
    }
    printInfo(finalReportVerdict(answer));
  },
});
