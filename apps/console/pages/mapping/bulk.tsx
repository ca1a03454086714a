import type { MappingRow } from '../../../../domain/mapping-text/rows.ts';
import type { Module } from '../../../../schemas/terms.ts';
import { engagementPath, type EngagementContext } from '../../context.ts';

/** The API name of a custom field for a source field. Zoho makes it from the label, which has at most 25 characters. */
export const customNameOf = (column: string): string => {
  const words = column.replace(/^extensions\./, '').split(/[^A-Za-z0-9]+/);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('_');
  return (
    name
      .replace(/^[^A-Z]+/, '')
      .slice(0, 25)
      .replace(/_$/, '') || 'Custom'
  );
};

interface BulkProps {
  c: EngagementContext;
  base: number;
  module: Module;
  index: number;
  open: MappingRow[];
  /** Fields of Zoho that are filled already. */
  taken: string[];
}

/** Decides about all source fields without a decision at once: take the suggestion, a custom field, or leave it out. */
export function BulkDecision({ c, base, module, index, open, taken }: BulkProps) {
  const id = `${module}-${index}`;
  return (
    <form method="post" action={engagementPath(c.var.engagement.slug, 'mapping')} class="card waiting no-print">
      <h3>Source fields without a decision</h3>
      <input type="hidden" name="base" value={String(base)} />
      <input type="hidden" name="module" value={module} />
      <input type="hidden" name="source" value={String(index)} />
      {open.map(({ column, suggestion }, at) => (
        <div class="row">
          <input type="hidden" name={`column-${at}`} value={column} />
          <div>
            <label for={`${id}-do-${at}`}>{column}</label>
            <select id={`${id}-do-${at}`} name={`do-${at}`}>
              <option value="">Decide later</option>
              {suggestion && !taken.includes(suggestion.field) && (
                <option value={`map:${suggestion.field}`}>Into {suggestion.field}</option>
              )}
              <option value={`custom:${customNameOf(column)}`}>Into a new custom field {customNameOf(column)}</option>
              <option value="ignore">Leave it out</option>
            </select>
          </div>
          <div>
            <label for={`${id}-reason-${at}`}>Reason, if {column} is left out</label>
            <input type="text" id={`${id}-reason-${at}`} name={`reason-${at}`} maxlength={300} />
          </div>
        </div>
      ))}
      <button class="second">Show what changes</button>
    </form>
  );
}

/** The edits of a sent form; null if a decision has no usable form. Decisions that were put off are left out. */
export function bulkEdits(form: Record<string, unknown>): unknown[] {
  const place = { module: form['module'], source: Number(form['source']) };
  return Object.keys(form).flatMap((name): unknown[] => {
    const at = /^do-(\d+)$/.exec(name)?.[1];
    const decision = form[name];
    if (at === undefined || typeof decision !== 'string' || decision === '') return [];
    const column = form[`column-${at}`];
    if (decision === 'ignore') return [{ kind: 'ignore', ...place, column, reason: form[`reason-${at}`] }];
    const [kind, into] = decision.split(':');
    return [{ kind: 'map', ...place, column, into, ...(kind === 'custom' && { custom: 'text' }) }];
  });
}
