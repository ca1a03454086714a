import { countExceptions, listExceptions, type LedgerException } from '../../../connectors/ledger/exceptions.ts';
import { listRuns, type Run } from '../../../connectors/ledger/runs.ts';
import type { ExceptionGroup } from '../../../schemas/exceptions.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../context.ts';
import { may } from '../security/access.ts';
import { EngagementPage } from '../view/layout.tsx';
import { Table, Tag } from '../view/table.tsx';
import { moduleName } from '../view/words.ts';
import { exceptionActs } from './exception-acts.tsx';
import { DecisionForm, decisionTexts, RetryForm } from './exception-form.tsx';

const perPage = 100;
const allOnOnePage = 2_000;

/** Records without a good end: why, who cares for them until when, and what was decided. */
const exceptionsPage: EngagementRoute = {
  method: 'get',
  path: '/exceptions',
  action: 'see engagement',
  async handle(c, { ledger }) {
    const { slug } = c.var.engagement;
    const runs = (await listRuns(ledger, slug)).reverse();
    const run = runs.find(({ id }) => String(id) === c.req.query('run')) ?? runs[0];
    if (!run) {
      return c.html(
        <EngagementPage c={c} at="exceptions" title="Exceptions">
          <p>Nothing is loaded yet, so there are no exceptions.</p>
        </EngagementPage>,
      );
    }
    const decided = c.req.query('decided') ?? '';
    const onlyOpen = c.req.query('show') !== 'all';
    const most = c.req.query('page') === 'all' ? allOnOnePage : perPage;
    const [counts, listed] = await Promise.all([
      countExceptions(ledger, run),
      listExceptions(ledger, run, { after: c.req.query('after') ?? '', onlyOpen, most: most + 1 }),
    ]);
    const shown = listed.slice(0, most);
    const last = listed.length > most ? shown.at(-1)?.key : undefined;
    const link = (changes: Record<string, string>) =>
      `${engagementPath(slug, 'exceptions')}?${new URLSearchParams({ run: String(run.id), show: onlyOpen ? 'open' : 'all', ...changes }).toString()}`;
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    const open = counts.reduce((sum, one) => sum + one.open, 0);
    return c.html(
      <EngagementPage c={c} at="exceptions" title="Exceptions">
        <Runs c={c} runs={runs} run={run} />
        {/^\d+$/.test(decided) && (
          <p role="status">
            {decided === '0'
              ? 'No exception was like this any more. Nothing was changed.'
              : `Saved for ${Number(decided).toLocaleString('en')} of them.`}
          </p>
        )}
        <p role="status">
          {total.toLocaleString('en')} exceptions, {open.toLocaleString('en')} without a decision.
        </p>
        {counts.length > 0 && <Reasons c={c} run={run} counts={counts} />}
        <p class="no-print">
          {onlyOpen ? (
            <a href={link({ show: 'all' })}>Show also those with a decision</a>
          ) : (
            <a href={link({ show: 'open' })}>Show only those without a decision</a>
          )}
          {last !== undefined && (
            <>
              {' · '}
              <a href={link({ page: 'all' })}>Show up to {allOnOnePage.toLocaleString('en')} on one page</a>
            </>
          )}
        </p>
        <List c={c} run={run} shown={shown} isEditable={shown.length <= perPage} />
        {last !== undefined && (
          <p class="no-print">
            <a class="button second" href={link({ after: last })}>
              Next {perPage}
            </a>
          </p>
        )}
        <p>
          Records that Zoho did not take can be loaded again from here while the engagement waits at a gate, and all of
          a module at its exception gate, by requesting changes.
        </p>
      </EngagementPage>,
    );
  },
};

/** Exceptions by reason; whoever may decide does so for all with the same reason at once. */
function Reasons({ c, run, counts }: { c: EngagementContext; run: Run; counts: ExceptionGroup[] }) {
  const { engagement, viewer } = c.var;
  if (!may(viewer, 'decide exceptions', engagement)) {
    return (
      <Table
        caption="By reason"
        columns={[
          { head: 'Module' },
          { head: 'What happened' },
          { head: 'Reason' },
          { head: 'Records', isNumber: true },
          { head: 'Without a decision', isNumber: true },
        ]}
        rows={counts.map((one) => [moduleName(one.module), one.kind, one.reason, one.count, one.open])}
      />
    );
  }
  return (
    <section aria-label="By reason">
      <h2>By reason</h2>
      {counts.map(({ module, kind, reason, count, open }, index) => (
        <details>
          <summary>
            {count.toLocaleString('en')} {moduleName(module)} {kind}: {reason}{' '}
            {open === 0 ? (
              <Tag kind="good">all decided</Tag>
            ) : (
              <Tag kind="waiting">{`${open.toLocaleString('en')} without a decision`}</Tag>
            )}
          </summary>
          <div class="inside">
            <DecisionForm
              id={`reason-${index}`}
              slug={engagement.slug}
              run={run}
              choice={{ module, kind, reason }}
              all={{ count, open }}
            />
            {isRetryable(run, kind) && <RetryForm slug={engagement.slug} run={run} choice={{ module, kind, reason }} />}
          </div>
        </details>
      ))}
    </section>
  );
}

function Runs({ c, runs, run }: { c: EngagementContext; runs: Run[]; run: Run }) {
  return (
    <form method="get" action={engagementPath(c.var.engagement.slug, 'exceptions')} class="row no-print">
      <div>
        <label for="run">Load</label>
        <select id="run" name="run">
          {runs.map(({ id, environment, run: name }) => (
            <option value={String(id)} selected={id === run.id}>
              {environment} {name}
            </option>
          ))}
        </select>
      </div>
      <button class="second">Show</button>
    </form>
  );
}

/** A form for each record on short pages; long ones are for reading. */
function List({
  c,
  run,
  shown,
  isEditable,
}: {
  c: EngagementContext;
  run: Run;
  shown: LedgerException[];
  isEditable: boolean;
}) {
  const { engagement, viewer } = c.var;
  if (shown.length === 0) return <p>No exceptions to show.</p>;
  if (!isEditable || !may(viewer, 'decide exceptions', engagement)) {
    return (
      <Table
        caption={`${shown.length.toLocaleString('en')} exceptions of ${run.environment} ${run.run}`}
        columns={[
          { head: 'Record' },
          { head: 'What happened' },
          { head: 'Reason' },
          { head: 'Owner' },
          { head: 'Due' },
          { head: 'Decision' },
        ]}
        rows={shown.map(({ key, kind, reason, owner, due, decision }) => [
          <code>{key}</code>,
          kind,
          reason,
          owner,
          due,
          decision === null ? 'none' : decisionTexts[decision],
        ])}
      />
    );
  }
  return (
    <section aria-label="Records">
      <h2>Records</h2>
      {shown.map((one) => (
        <Exception slug={engagement.slug} run={run} one={one} />
      ))}
    </section>
  );
}

function Exception({ slug, run, one }: { slug: string; run: Run; one: LedgerException }) {
  const { key, module, kind, reason, group, decision, decidedBy } = one;
  const id = `e-${key.replace(/[^\w-]/g, '-')}-${kind.replaceAll(' ', '-')}`;
  return (
    <details id={id}>
      <summary>
        <code>{key}</code> {kind}: {reason}{' '}
        {decision !== null && <Tag kind="good">{`${decisionTexts[decision]}, ${decidedBy}`}</Tag>}
      </summary>
      <div class="inside">
        <p class="small">
          {moduleName(module)} ·{' '}
          <a href={`${engagementPath(slug, 'trace')}?record=${encodeURIComponent(key)}`}>History of the record</a>
        </p>
        <DecisionForm id={id} slug={slug} run={run} choice={{ keys: [key], module, kind, reason: group }} shown={one} />
        {isRetryable(run, kind) && (
          <RetryForm slug={slug} run={run} choice={{ keys: [key], module, kind, reason: group }} />
        )}
      </div>
    </details>
  );
}

/** Conflicts are decided at the exception gate of their module. A load that runs or was rolled back takes nothing. */
const isRetryable = ({ state }: Run, kind: string): boolean => state === 'loaded' && kind !== 'conflict';

export const exceptionRoutes = [exceptionsPage, ...exceptionActs];
