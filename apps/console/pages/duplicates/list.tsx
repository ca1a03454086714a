import { z } from 'zod';
import {
  countClusters,
  digestOfClusters,
  listCertain,
  listClusters,
} from '../../../../connectors/ledger/duplicates.ts';
import type { Ledger } from '../../../../connectors/ledger/database.ts';
import { stateWords } from '../../../../domain/documents/duplicate-words.ts';
import { counted } from '../../../../domain/documents/markdown.ts';
import { DuplicateTier, duplicateStates, type DuplicateCount } from '../../../../schemas/duplicates.ts';
import { LoadedObject } from '../../../../schemas/terms.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../../context.ts';
import { may } from '../../security/access.ts';
import { EngagementPage } from '../../view/layout.tsx';
import { Table, Tag } from '../../view/table.tsx';
import { CommentField } from './form.tsx';

const perPage = 50;
/** Ids that the list shows of one cluster. */
const shownIds = 6;

const Shown = z.object({
  object: LoadedObject.or(z.literal('')).default(''),
  tier: DuplicateTier.or(z.literal('')).default(''),
  state: z.enum([...duplicateStates, 'decided', '']).default('open'),
  after: z.string().max(100).nullable().default(null),
});
type Shown = z.infer<typeof Shown>;

/** Groups of records that may be one: by how sure it is, and what was decided. It shows ids and no values. */
export const duplicatesPage: EngagementRoute = {
  method: 'get',
  path: '/duplicates',
  action: 'see engagement',
  async handle(c, { ledger, refuse }) {
    const { slug } = c.var.engagement;
    const wanted = Shown.safeParse(c.req.query());
    if (!wanted.success) return refuse(c, 404, 'not found');
    const { object, tier, state, after } = wanted.data;
    const counts = await countClusters(ledger, slug);
    if (!counts || counts.length === 0)
      return c.html(
        <EngagementPage c={c} at="duplicates" title="Possible duplicates">
          <p>
            {counts
              ? 'No possible duplicates were found.'
              : 'The source was not searched for duplicates yet. The discovery does it.'}
          </p>
        </EngagementPage>,
      );
    const filter = { object: object || undefined, tier: tier || undefined, state: state || undefined };
    const found = await listClusters(ledger, slug, filter, { after, most: perPage + 1 });
    const shown = found.slice(0, perPage);
    const next = found.length > perPage ? shown.at(-1)?.id : undefined;
    const query = new URLSearchParams({ object, tier, state, after: next ?? '' }).toString();
    const saved = c.req.query('saved') ?? '';
    const open = counts.reduce((sum, one) => sum + (one.state === 'open' ? one.clusters : 0), 0);
    return c.html(
      <EngagementPage c={c} at="duplicates" title="Possible duplicates">
        {/^\d+$/.test(saved) && (
          <p role="status">Decided about {counted(Number(saved), 'group')}. The next load uses it.</p>
        )}
        <p>
          Records that may describe the same person or firm. Nothing is merged without a decision, and a decision counts
          from the next load on. {counted(open, 'group has', 'groups have')} no decision.
        </p>
        <Counts counts={counts} />
        {may(c.var.viewer, 'decide duplicates', c.var.engagement) && <Certain c={c} counts={counts} ledger={ledger} />}
        <Filter c={c} shown={wanted.data} counts={counts} />
        {shown.length === 0 ? (
          <p>No group is like this.</p>
        ) : (
          <Table
            caption={`${shown.length} groups`}
            columns={[
              { head: 'Records' },
              { head: 'Object' },
              { head: 'How sure' },
              { head: 'Decision' },
              { head: 'Why not surer' },
            ]}
            rows={shown.map(({ id, object: of, tier: sure, ids, state: is, pairs }) => [
              may(c.var.viewer, 'see values', c.var.engagement) ? (
                <a href={`${engagementPath(slug, 'duplicates/group')}?id=${encodeURIComponent(id)}`}>
                  <Ids ids={ids} />
                </a>
              ) : (
                <Ids ids={ids} />
              ),
              of,
              sure,
              <Tag kind={is === 'open' ? 'waiting' : 'good'}>{stateWords[is]}</Tag>,
              [...new Set(pairs.flatMap(({ guards }) => guards))].join('; '),
            ])}
          />
        )}
        {next !== undefined && (
          <p class="no-print">
            <a class="button second" href={`${engagementPath(slug, 'duplicates')}?${query}`}>
              Next {perPage}
            </a>
          </p>
        )}
      </EngagementPage>,
    );
  },
};

function Ids({ ids }: { ids: string[] }) {
  return (
    <>
      {ids.slice(0, shownIds).map((id) => (
        <>
          <span class="whole">{id}</span>{' '}
        </>
      ))}
      {ids.length > shownIds && `and ${(ids.length - shownIds).toLocaleString('en')} more`}
    </>
  );
}

function Counts({ counts }: { counts: DuplicateCount[] }) {
  const rows = new Map<string, { object: string; tier: string; open: number; decided: number }>();
  for (const { object, tier, state, clusters } of counts) {
    const row = rows.get(`${object}/${tier}`) ?? { object, tier, open: 0, decided: 0 };
    row[state === 'open' ? 'open' : 'decided'] += clusters;
    rows.set(`${object}/${tier}`, row);
  }
  return (
    <Table
      caption="Groups by object"
      columns={[
        { head: 'Object' },
        { head: 'How sure' },
        { head: 'Without a decision', isNumber: true },
        { head: 'Decided', isNumber: true },
      ]}
      rows={[...rows.values()].map(({ object, tier, open, decided }) => [object, tier, open, decided])}
    />
  );
}

/** One decision about all groups of an object that are certain: how many, and then one button. */
async function Certain({ c, counts, ledger }: { c: EngagementContext; counts: DuplicateCount[]; ledger: Ledger }) {
  const { slug } = c.var.engagement;
  const objects = counts
    .filter(({ tier, state }) => tier === 'certain' && state === 'open')
    .map(({ object }) => object);
  const all = await Promise.all(
    objects.map(async (object) => ({
      object,
      clusters: await ledger.withClient((client) => listCertain(client, slug, object)),
    })),
  );
  return (
    <>
      {all
        .filter(({ clusters }) => clusters.length > 0)
        .map(({ object, clusters }) => (
          <details class="no-print">
            <summary>
              Decide about all {counted(clusters.length, 'certain group')} of {object} at once
            </summary>
            <form method="post" action={engagementPath(slug, 'duplicates')} class="inside">
              <input type="hidden" name="object" value={object} />
              <input type="hidden" name="digest" value={digestOfClusters(clusters)} />
              <p>
                They have {records(clusters)} together. Groups with records that people keep apart are left out. Look at
                some first: a merged record can't be divided again in Zoho.
              </p>
              <label class="choice">
                <input type="checkbox" name="seen" value="yes" required />I have looked at examples of {object}
              </label>
              <CommentField id={`all-${object}`} />
              <div class="row">
                <button name="decision" value="accept">
                  Each of the {clusters.length.toLocaleString('en')} is one record
                </button>
                <button class="second" name="decision" value="ignore">
                  Keep all {clusters.length.toLocaleString('en')} apart
                </button>
              </div>
            </form>
          </details>
        ))}
    </>
  );
}

const records = (clusters: { ids: string[] }[]): string =>
  counted(
    clusters.reduce((sum, { ids }) => sum + ids.length, 0),
    'record',
  );

function Filter({ c, shown, counts }: { c: EngagementContext; shown: Shown; counts: DuplicateCount[] }) {
  const choices: [name: 'object' | 'tier' | 'state', label: string, options: [value: string, text: string][]][] = [
    ['object', 'Object', [...new Set(counts.map(({ object }) => object))].map((one) => [one, one])],
    ['tier', 'How sure', DuplicateTier.options.map((one) => [one, one])],
    [
      'state',
      'Decision',
      [['decided', 'any decision'], ...duplicateStates.map((one): [string, string] => [one, stateWords[one]])],
    ],
  ];
  return (
    <form method="get" action={engagementPath(c.var.engagement.slug, 'duplicates')} class="row no-print">
      {choices.map(([name, label, options]) => (
        <div>
          <label for={name}>{label}</label>
          <select id={name} name={name}>
            <option value="">all</option>
            {options.map(([value, text]) => (
              <option value={value} selected={value === shown[name]}>
                {text}
              </option>
            ))}
          </select>
        </div>
      ))}
      <button class="second">Show</button>
    </form>
  );
}
