import {
  countExceptions,
  decideException,
  ExceptionDecision,
  exceptionDecisions,
  listExceptions,
  type LedgerException,
} from '../../../connectors/ledger/exceptions.ts';
import { listRuns, type Run } from '../../../connectors/ledger/runs.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../context.ts';
import { may } from '../security/access.ts';
import { EngagementPage } from '../view/layout.tsx';
import { Table, Tag } from '../view/table.tsx';
import { moduleName } from '../view/words.ts';

const perPage = 100;
const allOnOnePage = 2_000;

const decisionTexts: Record<(typeof exceptionDecisions)[number], string> = {
  'fix-source': 'Fix it at the source',
  'change-mapping': 'Change the mapping',
  accept: 'Accept it as it is',
  drop: 'Leave the record out',
  'hand-over': 'Hand it over',
};

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
        <p role="status">
          {total.toLocaleString('en')} exceptions, {open.toLocaleString('en')} without a decision.
        </p>
        {counts.length > 0 && (
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
        )}
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
          To load the rejected records of a module again, request changes at its exception gate. Only records without a
          good end are sent again.
        </p>
      </EngagementPage>,
    );
  },
};

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
    <>
      {shown.map((one) => (
        <Exception slug={engagement.slug} run={run} one={one} />
      ))}
    </>
  );
}

function Exception({ slug, run, one }: { slug: string; run: Run; one: LedgerException }) {
  const { key, module, kind, reason, owner, due, decision, note, decidedBy } = one;
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
        <form method="post" action={engagementPath(slug, 'exceptions')}>
          <input type="hidden" name="run" value={String(run.id)} />
          <input type="hidden" name="key" value={key} />
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
            <button class="second">Save</button>
          </div>
        </form>
      </div>
    </details>
  );
}

const decide: EngagementRoute = {
  method: 'post',
  path: '/exceptions',
  action: 'decide exceptions',
  async handle(c, { ledger, refuse }) {
    const { engagement, session } = c.var;
    const { run: id, ...fields } = await c.req.parseBody();
    const decision = ExceptionDecision.safeParse(fields);
    const run = (await listRuns(ledger, engagement.slug)).find((one) => String(one.id) === id);
    if (!decision.success || !run) return refuse(c, 400, 'form');
    await decideException(ledger, run, decision.data, session.email);
    return c.redirect(`${engagementPath(engagement.slug, 'exceptions')}?run=${run.id}&show=all`, 303);
  },
};

export const exceptionRoutes = [exceptionsPage, decide];
