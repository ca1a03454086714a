import { listDecisionsAbout, type StoredDecision } from '../../../../connectors/ledger/duplicate-decisions.ts';
import {
  findCluster,
  listClusters,
  readMembers,
  type DuplicateMember,
  type StoredCluster,
} from '../../../../connectors/ledger/duplicates.ts';
import { decisionText, stateWords } from '../../../../domain/documents/duplicate-words.ts';
import { engagementPath, type EngagementRoute } from '../../context.ts';
import { may } from '../../security/access.ts';
import { EngagementPage } from '../../view/layout.tsx';
import { SideBySide } from '../../view/side-by-side.tsx';
import { Facts, Table, Tag, Time } from '../../view/table.tsx';
import { PairEvidence } from './evidence.tsx';
import { DecisionForm } from './form.tsx';

/** Members and pairs that one page shows. */
const mostMembers = 20;
const mostPairs = 30;

/** One group of possible duplicates: the records side by side, why they may be one, and what was decided. */
export const duplicateGroupPage: EngagementRoute = {
  method: 'get',
  path: '/duplicates/group',
  action: 'see values',
  async handle(c, { ledger, refuse }) {
    const { engagement, viewer } = c.var;
    const { slug } = engagement;
    const id = c.req.query('id') ?? '';
    const cluster = await ledger.withClient((client) => findCluster(client, slug, id));
    if (!cluster) return refuse(c, 404, 'not found');
    const [members, decisions, open] = await Promise.all([
      readMembers(ledger, slug, { ...cluster, ids: cluster.ids.slice(0, mostMembers) }),
      listDecisionsAbout(ledger, slug, cluster),
      listClusters(ledger, slug, { state: 'open' }, { after: null, most: 2 }),
    ]);
    const next = open.find((one) => one.id !== id);
    const { object, ids, tier, state, pairs } = cluster;
    const at = engagementPath(slug, 'duplicates');
    return c.html(
      <EngagementPage
        c={c}
        at="duplicates"
        title={`${ids.length.toLocaleString('en')} possible duplicates of ${object}`}
      >
        {c.req.query('saved') !== undefined && (
          <p role="status">The decision is saved: {stateWords[state]}. The next load uses it.</p>
        )}
        <Facts
          facts={[
            ['How sure', tier],
            ['Decision', <Tag kind={state === 'open' ? 'waiting' : 'good'}>{stateWords[state]}</Tag>],
          ]}
        />
        <p class="no-print">
          <a href={at}>All possible duplicates</a>
          {next && (
            <>
              {' · '}
              <a href={`${at}/group?id=${encodeURIComponent(next.id)}`}>Next without a decision</a>
            </>
          )}
        </p>
        <Members cluster={cluster} members={members} />
        {may(viewer, 'decide duplicates', engagement) && <DecisionForm slug={slug} cluster={cluster} />}
        <Decisions decisions={decisions} cluster={cluster} />
        <h2>Why they may be one record</h2>
        {pairs.slice(0, mostPairs).map((pair) => (
          <PairEvidence pair={pair} />
        ))}
        {pairs.length > mostPairs && <p>{(pairs.length - mostPairs).toLocaleString('en')} more pairs are not shown.</p>}
      </EngagementPage>,
    );
  },
};

/** The records side by side, first where they differ. */
function Members({ cluster, members }: { cluster: StoredCluster; members: Map<string, DuplicateMember['fields']> }) {
  const ids = cluster.ids.slice(0, mostMembers);
  const columns = [...new Set([...members.values()].flatMap((fields) => fields.map(([column]) => column)))];
  const rows = columns.map((column) => {
    const values = ids.map((id) => members.get(id)?.find(([name]) => name === column)?.[1] ?? '');
    return { name: column, values };
  });
  if (rows.length === 0) return <p>The rows of these records are not in the ledger. Their values can't be shown.</p>;
  const left = cluster.ids.length - ids.length;
  const caption = 'The records as the survey has them';
  return (
    <>
      <p>{caption}, first where they differ. Network identifiers are masked.</p>
      <SideBySide caption={caption} field="Source field" heads={ids} rows={rows} />
      {left > 0 && <p>{left.toLocaleString('en')} more records are not shown.</p>}
    </>
  );
}

/** Earlier decisions, also those that knew only some of the members. */
function Decisions({ decisions, cluster }: { decisions: StoredDecision[]; cluster: StoredCluster }) {
  if (decisions.length === 0) return null;
  return (
    <Table
      caption="What people decided about these records, the newest first"
      columns={[{ head: 'When' }, { head: 'Who' }, { head: 'What' }, { head: 'Why' }, { head: '' }]}
      rows={decisions.map((one) => [
        <Time at={one.at} />,
        `${one.by} as ${one.role}`,
        decisionText(one),
        one.comment,
        one.no === cluster.decision ? 'holds' : isAboutAll(one, cluster) ? 'replaced' : 'about a part',
      ])}
    />
  );
}

const isAboutAll = ({ ids }: StoredDecision, cluster: StoredCluster): boolean =>
  cluster.ids.every((id) => ids.includes(id));
