import type { StayingRecords } from '../../schemas/engagement.ts';
import { counted, page, section, table } from './markdown.ts';

/** The columns of a table of what stays. */
export const stayingColumns = ['Environment', 'Module', 'Created', 'Changed'];

export const stayingRow = ({ environment, module, created, changed }: StayingRecords): (string | number)[] => [
  environment,
  module,
  created,
  changed,
];

/** `In production stay 400 records that the loads created and 2 that they changed.` */
export function stayingText(staying: readonly StayingRecords[]): string {
  const environments = [...new Set(staying.map(({ environment }) => environment))];
  if (environments.length === 0) return 'Nothing of the loads is in Zoho.';
  const texts = environments.map((name) => {
    const own = staying.filter(({ environment }) => environment === name);
    const created = own.reduce((sum, one) => sum + one.created, 0);
    const changed = own.reduce((sum, one) => sum + one.changed, 0);
    return `In ${name} stay ${counted(created, 'record')} that the loads created and ${counted(changed, 'record')} that they changed.`;
  });
  return texts.join(' ');
}

/** The document about an engagement that was cancelled. */
export const cancellationDocument = (engagement: string, staying: readonly StayingRecords[]): string =>
  page(
    'Cancelled',
    stayingText(staying),
    `Engagement \`${engagement}\`. A rollback of an environment undoes what the loads did there.`,
    section('What stays in Zoho', table(stayingColumns, staying.map(stayingRow))),
  );
