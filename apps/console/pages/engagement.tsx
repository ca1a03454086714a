import { readCredits } from '../../../connectors/ledger/credits.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { readReports } from '../../../connectors/ledger/phases.ts';
import { listRuns } from '../../../connectors/ledger/runs.ts';
import { readTimeline, type TimelineEntry } from '../../../connectors/ledger/timeline.ts';
import { creditsLeftText } from '../../../domain/credits-left.ts';
import { duration } from '../../../domain/documents/markdown.ts';
import { engagementWorkflowId } from '../../../schemas/refs.ts';
import type { OrgCredits, PhaseReport } from '../../../schemas/report.ts';
import { outcomes } from '../../../schemas/terms.ts';
import { engagementPath, type EngagementRoute } from '../context.ts';
import { EngagementPage } from '../view/layout.tsx';
import { Live } from '../view/live.tsx';
import { Facts, Table, Tag, Time } from '../view/table.tsx';
import { decisionName, gateName, moduleName } from '../view/words.ts';
import { Controls } from './controls.tsx';
import { compareModules } from '../../../domain/modules-of.ts';

/** How far the engagement is, whether its counts agree, what it cost, and the controls. */
export const engagementPage: EngagementRoute = {
  method: 'get',
  path: '',
  action: 'see engagement',
  async handle(c, { ledger, progress, options, client }) {
    const { slug } = c.var.engagement;
    const [now, reports, timeline, credits] = await Promise.all([
      progress.read(slug),
      listReports(ledger, slug),
      readTimeline(ledger, slug),
      readEngagement(ledger, slug).then(({ engagement }) => readCredits(ledger, engagement)),
    ]);
    const { temporalUi } = options;
    const page = `${temporalUi}/namespaces/${client.options.namespace}/workflows/${encodeURIComponent(engagementWorkflowId(slug))}`;
    return c.html(
      <EngagementPage c={c} at="" title="Overview">
        <section
          class="card"
          aria-label="Now"
          hx-sse:connect={engagementPath(slug, 'events')}
          hx-target="#live"
          hx-swap="innerHTML"
        >
          <h2>Now</h2>
          <div id="live" role="status">
            <Live slug={slug} now={now} />
          </div>
        </section>
        <Controls c={c} status={now.status} />
        <h2>Outcome of each record</h2>
        <p>
          The counts of a row agree if the extracted records are the sum of the outcomes, and if Zoho counts as many
          records as expected.
        </p>
        <Outcomes reports={reports} />
        <h2>Timeline</h2>
        <Timeline entries={timeline} />
        <h2>API credits</h2>
        <Table
          caption="Calls to Zoho and credits that this engagement used"
          columns={[
            { head: 'Environment' },
            { head: 'Step or module' },
            { head: 'Calls', isNumber: true },
            { head: 'Credits', isNumber: true },
          ]}
          rows={credits.flatMap(creditRows)}
        />
        <Facts
          facts={credits.map(({ environment, left }) => [`Left in the org, ${environment}`, creditsLeftText(left)])}
        />
        {temporalUi && (
          <p class="no-print">
            <a href={page}>This engagement in the Temporal UI</a>
          </p>
        )}
      </EngagementPage>,
    );
  },
};

async function listReports(ledger: Ledger, slug: string): Promise<PhaseReport[]> {
  const runs = await listRuns(ledger, slug);
  const all = await Promise.all(runs.map((run) => readReports<PhaseReport>(ledger, run.id, 'reconciliation')));
  return all.flatMap((reports) => reports.toSorted((a, b) => compareModules(a.module, b.module)));
}

function creditRows({ environment, used }: OrgCredits): (string | number)[][] {
  if (used.length === 0) return [];
  const sum = (field: 'calls' | 'credits') => used.reduce((total, one) => total + one[field], 0);
  const rows = used.map(({ phase, calls, credits }) => [environment, moduleName(phase), calls, credits]);
  return [...rows, [environment, 'all', sum('calls'), sum('credits')]];
}

function Outcomes({ reports }: { reports: PhaseReport[] }) {
  if (reports.length === 0) return <p>No phase is complete yet.</p>;
  const numbers = ['Extracted', ...outcomes, 'In Zoho'].map((head) => ({ head, isNumber: true }));
  return (
    <Table
      caption="By environment, run and module"
      columns={[{ head: 'Run' }, { head: 'Module' }, ...numbers, { head: 'Agree' }]}
      rows={reports.map((one) => [
        `${one.environment} ${one.run}`,
        moduleName(one.module),
        one.extracted,
        ...outcomes.map((outcome) => one.outcomes[outcome]),
        one.destination.now,
        <>
          <Tag kind={one.identityClosed ? 'good' : 'bad'}>{one.identityClosed ? 'yes' : 'no'}</Tag>
          {one.gaps.map((gap) => (
            <div class="small">{gap}</div>
          ))}
        </>,
      ])}
    />
  );
}

function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol class="timeline">
      {entries.map((entry) => {
        const { kind, began, ended } = entry;
        const seconds = ended ? (ended.getTime() - began.getTime()) / 1_000 : null;
        const lasts = kind === 'phase' || kind === 'gate' || kind === 'rollback';
        return (
          <li class={kind === 'gate' ? (ended ? 'gate' : 'gate open') : undefined}>
            <strong>{entryText(entry)}</strong>
            <div class="quiet small">
              <Time at={began} />
              {lasts && (seconds === null ? ', not finished' : `, ${duration(seconds)}`)}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

const documentNames: Record<string, string> = {
  preflight: 'Preflight',
  scope: 'Scope document',
  mapping: 'Mapping document',
  extraction: 'Extraction',
  verification: 'Verification',
  handoff: 'Handoff',
  'final-report': 'Final report',
};

function entryText({ kind, what, environment, run, decision, by }: TimelineEntry): string {
  const place = environment === null ? '' : ` (${environment}${run === null ? '' : ` ${run}`})`;
  switch (kind) {
    case 'opened':
      return 'The engagement was opened';
    case 'document':
      return `${documentNames[what] ?? what} written${place}`;
    case 'phase':
      return `Load of ${moduleName(what)}${place}`;
    case 'rollback':
      return `Rollback of ${environment}`;
    case 'cancelled':
      return `Cancelled by ${by}`;
    case 'gate':
      return decision === null
        ? `Gate ${gateName(what)} is open`
        : `Gate ${gateName(what)}: ${decisionName(decision).toLowerCase()} by ${by}`;
  }
}
