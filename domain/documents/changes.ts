import type { RunRef } from '../../schemas/refs.ts';
import { counted, page, table } from './markdown.ts';

/** A field that was changed on both sides, as the document lists it. */
interface ListedConflict {
  module: string;
  key: string;
  field: string;
  rule: string;
  state: 'overwritten' | 'left' | 'open';
  zohoId: string | null;
  editedAt: string | null;
  editedBy: string | null;
}

const states = {
  overwritten: "has the source's value",
  left: "keeps Zoho's value",
  open: "keeps Zoho's value until people decide",
};

/** The fields that both the source and people in Zoho have changed. It has no values. */
export function conflictsDocument({ environment, engagement, run }: RunRef, conflicts: ListedConflict[]): string {
  return page(
    `Conflicts in ${environment}`,
    `${counted(conflicts.length, 'field was', 'fields were')} changed both in the source and by people in Zoho since the last load.`,
    `Engagement \`${engagement}\`, run \`${run}\`.`,
    table(
      ['Module', 'Record', 'Id in Zoho', 'Field', 'Changed in Zoho at', 'by user', 'Rule', 'Result'],
      conflicts.map((one) => [
        ...[one.module, one.key, one.zohoId ?? '', one.field, one.editedAt ?? '', one.editedBy ?? '', one.rule],
        states[one.state],
      ]),
    ),
  );
}

/** A record in Zoho without its source row, as the document lists it. */
interface ListedStale {
  module: string;
  key: string;
  zohoId: string | null;
  why: string;
  rule: string;
  result: 'kept' | 'sent' | 'deleted' | 'gone' | 'failed' | null;
}

const results = {
  kept: 'stays in Zoho',
  sent: 'is being deleted',
  deleted: 'deleted',
  gone: 'had been deleted by people',
  failed: 'Zoho refused to delete it',
};

/** The records in Zoho whose source rows have vanished, or no longer become these records. */
export function vanishedDocument({ environment, engagement, run }: RunRef, records: ListedStale[]): string {
  return page(
    `Records without a source row in ${environment}`,
    `${counted(records.length, 'record')} in Zoho no longer ${records.length === 1 ? 'has' : 'have'} a source row.`,
    `Engagement \`${engagement}\`, run \`${run}\`.`,
    table(
      ['Module', 'Record', 'Id in Zoho', 'Why', 'Rule', 'Result'],
      records.map((one) => [
        ...[one.module, one.key, one.zohoId ?? '', one.why, one.rule],
        one.result === null ? 'waits for a decision' : results[one.result],
      ]),
    ),
  );
}
