import type { VerifyReport } from '../../schemas/report.ts';
import { amount, counted, page, section, table } from './markdown.ts';

/** The result of reading back and comparing every field of every record. */
export function verificationDocument(report: VerifyReport): string {
  const { environment, run, modules, money, differences } = report;
  const compared = modules.reduce((sum, one) => sum + one.compared, 0);
  const fields = modules.reduce((sum, one) => sum + one.fields, 0);
  const missing = modules.reduce((sum, one) => sum + one.missing, 0);
  const different = modules.reduce((sum, one) => sum + one.different, 0);
  const held = modules.reduce((sum, one) => sum + (one.held ?? 0), 0);
  const unequal = money.filter((one) => !one.agrees).length;
  return page(
    `Verification of ${environment}`,
    report.agrees
      ? `All values agree: ${counted(fields, 'field')} of ${counted(compared, 'record')} were read back and compared.`
      : `**Not all values agree**: of ${counted(compared, 'record')}, ${counted(missing, 'is missing', 'are missing')} ` +
          `and ${counted(different, 'is different', 'are different')}; ` +
          `${counted(unequal, 'money total does', 'money totals do')} not match; ` +
          `${counted(report.scanned.hits, 'network identifier')} found.`,
    `Engagement \`${report.engagement}\`, run \`${run}\`.`,
    held > 0 &&
      `${counted(held, 'field was', 'fields were')} not compared: they keep the value that people gave them in Zoho. The document about conflicts lists them.`,
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
      differences.length > 0 && 'The list has keys and fields, but no values. It has at most 100 entries.',
      table(
        ['Record', 'Field'],
        differences.map(({ key, field }) => [key, field]),
      ),
    ),
  );
}
