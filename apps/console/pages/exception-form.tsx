import { z } from 'zod';
import type { Run } from '../../../connectors/ledger/runs.ts';
import {
  exceptionDecisions,
  ExceptionFields,
  ExceptionKind,
  plainText,
  type ExceptionChoice,
  type ExceptionDecision,
} from '../../../schemas/exceptions.ts';
import { Module } from '../../../schemas/terms.ts';
import { engagementPath } from '../context.ts';

export const decisionTexts: Record<ExceptionDecision, string> = {
  'fix-source': 'Fix it at the source',
  'change-mapping': 'Change the mapping',
  accept: 'Accept it as it is',
  drop: 'Leave the record out',
  'hand-over': 'Hand it over',
};

interface Shown {
  owner: string | null;
  due: string | null;
  decision: ExceptionDecision | null;
  note: string;
}
const nothing: Shown = { owner: null, due: null, decision: null, note: '' };

/** The fields with which a person decides about one exception, or about all with the same reason. */
export function DecisionForm({
  id,
  slug,
  run,
  choice: { keys, module, kind, reason },
  shown = nothing,
  all,
}: {
  /** Begins the ids of the fields. */
  id: string;
  slug: string;
  run: Run;
  choice: ExceptionChoice;
  /** What is decided so far. */
  shown?: Shown;
  /** Number of exceptions that the choice is about; without it, one. */
  all?: { count: number; open: number };
}) {
  const { owner, due, decision, note } = shown;
  return (
    <form method="post" action={engagementPath(slug, 'exceptions')}>
      <input type="hidden" name="run" value={String(run.id)} />
      {keys && <input type="hidden" name="key" value={keys[0]} />}
      <input type="hidden" name="module" value={module} />
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="reason" value={reason} />
      <div class="row">
        <div>
          <label for={`${id}-owner`}>Owner</label>
          <input type="text" id={`${id}-owner`} name="owner" value={owner ?? ''} maxlength={100} />
        </div>
        <div>
          <label for={`${id}-due`}>Due</label>
          <input type="date" id={`${id}-due`} name="due" value={due ?? ''} />
        </div>
        <div>
          <label for={`${id}-decision`}>Decision</label>
          <select id={`${id}-decision`} name="decision">
            <option value="">None yet</option>
            {exceptionDecisions.map((option) => (
              <option value={option} selected={option === decision}>
                {decisionTexts[option]}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label for={`${id}-note`}>Note</label>
          <input type="text" id={`${id}-note`} name="note" value={note} maxlength={500} />
        </div>
        {all && all.open < all.count && (
          <label class="choice">
            <input type="checkbox" name="again" value="yes" checked={all.open === 0} /> Also the{' '}
            {(all.count - all.open).toLocaleString('en')} with a decision
          </label>
        )}
        {!all && <input type="hidden" name="again" value="yes" />}
        <button class="second">{all ? 'Decide about all of them' : 'Save'}</button>
      </div>
    </form>
  );
}

/** Loads one exception, or all with the same reason, again. */
export function RetryForm({
  slug,
  run,
  choice: { keys, module, kind, reason },
}: {
  slug: string;
  run: Run;
  choice: ExceptionChoice;
}) {
  return (
    <form method="post" action={engagementPath(slug, 'exceptions/retry')}>
      <input type="hidden" name="run" value={String(run.id)} />
      {keys && <input type="hidden" name="key" value={keys[0]} />}
      <input type="hidden" name="module" value={module} />
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="reason" value={reason} />
      <button class="second">{keys ? 'Load this record again' : 'Load these records again'}</button>
    </form>
  );
}

const chosen = {
  run: z.string(),
  key: plainText(300).min(1).optional(),
  module: Module,
  kind: ExceptionKind,
  reason: plainText(2_000),
};
interface Chosen {
  key?: string | undefined;
  module: Module;
  kind: ExceptionKind;
  reason: string;
}
const choiceOf = ({ key, module, kind, reason }: Chosen) => ({
  ...{ module, kind, reason },
  ...(key !== undefined && { keys: [key] }),
});

/** What the form for a retry sends. */
export const SentRetry = z.strictObject(chosen).transform(({ run, ...one }) => ({ run, choice: choiceOf(one) }));

/** What the form for a decision sends. */
export const SentDecision = z
  .strictObject({ ...chosen, again: z.literal('yes').optional(), ...ExceptionFields.shape })
  .transform(({ run, key, module, kind, reason, again, ...fields }) => ({
    run,
    choice: choiceOf({ key, module, kind, reason }),
    again: again === 'yes',
    ...fields,
  }));
