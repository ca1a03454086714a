import { z } from 'zod';
import { stateWords } from '../../../../domain/documents/duplicate-words.ts';
import { DuplicateVerdict, type DuplicateDecision } from '../../../../schemas/duplicates.ts';
import { engagementPath } from '../../context.ts';
import type { StoredCluster } from '../../../../connectors/ledger/duplicates.ts';

/** Most groups into which a form divides a cluster. */
const mostGroups = 4;

export const CommentField = ({ id }: { id: string }) => (
  <p>
    <label for={`${id}-comment`}>Why</label>
    <span class="hint">Optional. It stays with the decision: write no values of customers.</span>
    <input type="text" id={`${id}-comment`} name="comment" maxlength={500} />
  </p>
);

/** What a person decides about one cluster. */
export function DecisionForm({ slug, cluster: { id, ids, state } }: { slug: string; cluster: StoredCluster }) {
  const groups = Array.from({ length: Math.min(mostGroups, Math.floor(ids.length / 2)) }, (_, at) => at + 1);
  const choices: [DuplicateDecision['decision'], string][] = [
    ['accept', 'All of them are one record'],
    ...(ids.length > 2
      ? [['split', 'Some of them are one record: choose below'] as const satisfies [string, string]]
      : []),
    ['ignore', 'Keep all of them apart'],
  ] as [DuplicateDecision['decision'], string][];
  return (
    <form method="post" action={engagementPath(slug, 'duplicates')} class="card no-print">
      <h2>{state === 'open' ? 'Decide' : `Decide again (now: ${stateWords[state]})`}</h2>
      <input type="hidden" name="cluster" value={id} />
      <fieldset>
        <legend>What are these records?</legend>
        {choices.map(([value, text]) => (
          <label class="choice">
            <input type="radio" name="decision" value={value} required checked={value === state} />
            {text}
          </label>
        ))}
      </fieldset>
      {ids.length > 2 &&
        groups.map((group) => (
          <fieldset>
            <legend>Group {group}: these are one record</legend>
            {ids.map((member) => (
              <label class="choice">
                <input
                  type="checkbox"
                  name={`group-${group}`}
                  value={member}
                  aria-label={`${member} in group ${group}`}
                />
                {member}
              </label>
            ))}
          </fieldset>
        ))}
      {ids.length > 2 && <p class="hint">The groups count only for a split. Who is in no group stays apart.</p>}
      <CommentField id="decision" />
      <button>Save the decision</button>
    </form>
  );
}

const Sent = z.union([
  z.looseObject({ cluster: z.string(), decision: z.string(), comment: z.string() }),
  z.looseObject({
    object: z.string(),
    digest: z.string(),
    decision: z.string(),
    comment: z.string(),
    seen: z.literal('yes'),
  }),
]);

/** The decision that a form has sent, or what a person has to correct in it; null if it is not one of these forms. */
export function readDecision(form: Record<string, unknown>): DuplicateVerdict | { problem: string } | null {
  const sent = Sent.safeParse(form);
  if (!sent.success) return null;
  const { decision, comment } = sent.data;
  const choice =
    'cluster' in sent.data
      ? { cluster: sent.data.cluster }
      : { object: sent.data['object'], tier: 'certain', digest: sent.data['digest'] };
  const groups = Object.keys(form)
    .filter((name) => /^group-\d$/.test(name))
    .map((name) => [form[name]].flat());
  if (decision === 'split' && groups.length === 0)
    return { problem: 'No group has a record. Choose which of the records are one.' };
  if (decision === 'split' && groups.some((group) => group.length < 2))
    return { problem: 'A group has only one record. Choose at least two, or none.' };
  if (decision !== 'split' && groups.length > 0)
    return { problem: 'Records were chosen for a group, but the decision is not to split.' };
  const draft = { choice, comment, decision: { decision, ...(decision === 'split' && { groups }) } };
  const read = DuplicateVerdict.safeParse(draft);
  return read.success ? read.data : null;
}
