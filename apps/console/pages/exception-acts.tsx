import { decideExceptions } from '../../../connectors/ledger/exceptions.ts';
import { listRuns, type Run } from '../../../connectors/ledger/runs.ts';
import { hasEnded } from '../../../schemas/engagement.ts';
import type { RetryVerdict } from '../../../schemas/exceptions.ts';
import { retryExceptions } from '../../../workflows/messages.ts';
import { sendUpdate } from '../../cli/engagement.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../context.ts';
import { showAtGate } from '../show-at-gate.ts';
import { EngagementPage } from '../view/layout.tsx';
import { SentDecision, SentRetry } from './exception-form.tsx';

/** Stores a decision about exceptions. The session stands for the person. */
const decide: EngagementRoute = {
  method: 'post',
  path: '/exceptions',
  action: 'decide exceptions',
  async handle(c, { ledger, client, progress, refuse }) {
    const { engagement, session } = c.var;
    const { status } = await progress.read(engagement.slug);
    if (status && hasEnded(status)) return c.html(<NotSaved c={c} why="The engagement has ended." />, 409);
    const sent = SentDecision.safeParse(await c.req.parseBody());
    const run =
      sent.success && (await listRuns(ledger, engagement.slug)).find((one) => String(one.id) === sent.data.run);
    if (!sent.success || !run) return refuse(c, 400, 'form');
    const { run: _, ...decision } = sent.data;
    const { choice, owner, due, decision: decided, note } = decision;
    if (choice.keys === undefined && [owner, due, decided, note].every((text) => text === ''))
      return c.html(<NotSaved c={c} why="The form has no decision, owner, day or note." />, 409);
    const count = await ledger.transaction((transaction) =>
      decideExceptions(transaction, run, decision, { by: session.email }),
    );
    if (count > 0) await showAtGate(client, engagement.slug);
    const shown = new URLSearchParams({ run: String(run.id), show: 'all', decided: String(count) });
    return c.redirect(`${engagementPath(engagement.slug, 'exceptions')}?${shown.toString()}`, 303);
  },
};

function NotSaved({ c, why }: { c: EngagementContext; why: string }) {
  return (
    <EngagementPage c={c} at="exceptions" title="Nothing was saved">
      <p role="alert">{why} Nothing was changed.</p>
      <p>
        <a class="button second" href={engagementPath(c.var.engagement.slug, 'exceptions')}>
          Go back to the exceptions
        </a>
      </p>
    </EngagementPage>
  );
}

/** Has exceptions loaded again. The workflow judges the request, and answers why if it can't be done. */
const retry: EngagementRoute = {
  method: 'post',
  path: '/exceptions/retry',
  action: 'control',
  async handle(c, { ledger, client, refuse }) {
    const { engagement, session } = c.var;
    const { slug } = engagement;
    const sent = SentRetry.safeParse(await c.req.parseBody());
    const runs = await listRuns(ledger, slug);
    const run = sent.success && runs.find((one) => String(one.id) === sent.data.run);
    if (!sent.success || !run) return refuse(c, 400, 'form');
    const { environment } = run;
    const isNewest = runs.findLast((one) => one.environment === environment)?.id === run.id;
    const message = { environment, choice: sent.data.choice, by: session.email };
    const verdict: RetryVerdict = isNewest
      ? await sendUpdate(client, slug, retryExceptions, message)
      : { counted: false, why: 'A newer load has these records. Choose it above. Nothing was changed.' };
    return c.html(<Retried c={c} run={run} verdict={verdict} />, verdict.counted ? 200 : 409);
  },
};

function Retried({ c, run, verdict }: { c: EngagementContext; run: Run; verdict: RetryVerdict }) {
  const { slug } = c.var.engagement;
  return (
    <EngagementPage c={c} at="exceptions" title="Exceptions are loaded again">
      {verdict.counted ? (
        <p role="status">
          {verdict.count.toLocaleString('en')} records are loaded into {run.environment} again. A record whose parent is
          still missing is not sent. The gate opens anew afterwards.
          {verdict.left > 0 &&
            ` ${verdict.left.toLocaleString('en')} others need another source, mapping or parent first.`}
        </p>
      ) : (
        <p role="alert">Nothing is loaded again. {verdict.why}</p>
      )}
      <p>
        <a class="button second" href={engagementPath(slug, 'exceptions')}>
          Go back to the exceptions
        </a>
      </p>
    </EngagementPage>
  );
}

export const exceptionActs = [decide, retry];
