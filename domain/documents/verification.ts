import type { VerifyReport } from '../../schemas/report.ts';
import { amount, counted, page, section, table } from './markdown.ts';

/** What came of reading every field of every record back. */
export function verificationDocument(report: VerifyReport): string {
  const { environment, run, modules, money, differences } = report;
  const compared = modules.reduce((sum, one) => sum + one.compared, 0);
  const fields = modules.reduce((sum, one) => sum + one.fields, 0);
  const apart = modules.reduce((sum, one) => sum + one.missing + one.different, 0);
  const unequal = money.filter((one) => !one.agrees).length;
  return page(
    `Verification of ${environment}`,
    report.agrees
      ? `Everything agrees: ${counted(fields, 'field')} of ${counted(compared, 'record')} were read back and compared.`
      : `**It does not agree**: ${counted(apart, 'record')} of ${compared.toLocaleString('en')} differ or are ` +
          `missing, and ${counted(unequal, 'money total')} ${unequal === 1 ? 'does' : 'do'} not match.`,
    `Engagement \`${report.engagement}\`, run \`${run}\`.`,
    section(
      'Records',
      table(
        ['Module', 'Records compared', 'Fields compared', 'Missing', 'Different'],
        modules.map((one) => [one.module, one.compared, one.fields, one.missing, one.different]),
      ),
    ),
    section(
      'Money',
      table(
        ['Module', 'Field', 'Source', 'Zoho', 'Agrees'],
        money.map((one) => [
          one.module,
          one.field,
          amount(one.source),
          amount(one.destination),
          one.agrees ? 'yes' : '**no**',
        ]),
      ),
    ),
    section(
      'Differences',
      differences.length > 0 && 'Keys and fields only; the values stay in the two systems. At most 100 are listed.',
      table(
        ['Record', 'Field'],
        differences.map(({ key, field }) => [key, field]),
      ),
    ),
  );
}
