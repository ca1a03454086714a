import { z } from 'zod';
import { readDocument } from '../../../connectors/ledger/documents.ts';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import type { FieldRule, SourceRule } from '../../../schemas/mapping.ts';
import { modules } from '../../../schemas/terms.ts';
import { engagementPath, type EngagementRoute } from '../context.ts';
import { EngagementPage } from '../view/layout.tsx';
import { Table, Tag } from '../view/table.tsx';
import { moduleName } from '../view/words.ts';

/** What the mapping document says of the source columns, as `mapping.json` has it. */
const MappingDocument = z.object({
  proposals: z.array(
    z.object({ object: z.string(), column: z.string(), decided: z.string(), suggested: z.string(), score: z.number() }),
  ),
  problems: z.array(z.object({ path: z.string(), message: z.string(), fix: z.string() })),
});
type Proposal = z.infer<typeof MappingDocument>['proposals'][number];

/** Where each source field goes, the open ones first. The mapping itself is changed in its file. */
export const mappingPage: EngagementRoute = {
  method: 'get',
  path: '/mapping',
  action: 'see engagement',
  async handle(c, { ledger }) {
    const { slug } = c.var.engagement;
    const [{ mapping, mappingDigest }, document] = await Promise.all([
      readEngagement(ledger, slug),
      readDocument(ledger, slug, { name: 'mapping.json' }),
    ]);
    const found = document?.body ? MappingDocument.parse(JSON.parse(document.body)) : { proposals: [], problems: [] };
    const open = found.proposals.filter(({ decided }) => decided === 'not mapped');
    return c.html(
      <EngagementPage c={c} at="mapping" title="Mapping">
        <p>
          This is the mapping that the engagement uses now. It is changed in its file; request changes at the mapping
          gate to have the file read again. Digest: <code>{mappingDigest.slice(0, 16)}</code>
        </p>
        {!document && <p>The mapping is compared with the source's columns when the mapping step runs.</p>}
        {open.length > 0 && <Open open={open} />}
        {found.problems.length > 0 && (
          <Table
            caption="Open points"
            columns={[{ head: 'Where' }, { head: 'What' }, { head: 'Fix' }]}
            rows={found.problems.map(({ path, message, fix }) => [<code>{path}</code>, message, fix])}
          />
        )}
        {modules.flatMap((module) =>
          (mapping.modules[module]?.sources ?? []).map((source) => (
            <section aria-label={`${source.object} to ${moduleName(module)}`}>
              <h2>
                {source.object} → {moduleName(module)}
              </h2>
              <Table
                caption={`Fields of ${moduleName(module)}`}
                columns={[
                  { head: 'Field in Zoho' },
                  { head: 'From' },
                  { head: 'How' },
                  { head: 'If the value is missing or unusable' },
                ]}
                rows={rulesOf(source).map(([field, rule]) => [
                  field,
                  fromOf(rule),
                  howOf(rule),
                  rule.required ? 'the record is rejected' : 'the field stays blank',
                ])}
              />
              {Object.keys(source.ignore).length > 0 && (
                <Table
                  caption="Left out on purpose"
                  columns={[{ head: 'Source field' }, { head: 'Why' }]}
                  rows={Object.entries(source.ignore)}
                />
              )}
            </section>
          )),
        )}
        <p>
          <a href={engagementPath(slug, 'documents/mapping.md')}>The mapping document</a>
        </p>
      </EngagementPage>,
    );
  },
};

function Open({ open }: { open: Proposal[] }) {
  return (
    <Table
      caption={`${open.length} source fields that are neither mapped nor left out`}
      columns={[
        { head: 'Source field' },
        { head: 'State' },
        { head: 'Name suggests' },
        { head: 'Similarity', isNumber: true },
      ]}
      rows={open.map(({ object, column, suggested, score }) => [
        `${object}.${column}`,
        <Tag kind="waiting">not mapped</Tag>,
        suggested,
        score.toFixed(2),
      ])}
    />
  );
}

const rulesOf = (source: SourceRule): [string, FieldRule][] => [
  ...Object.entries(source.fields),
  ...Object.entries(source.custom),
];

const fromOf = ({ from = [], join, constant }: FieldRule): string =>
  constant === undefined ? [from].flat().join(join === undefined ? ', else ' : ' + ') : `always ${constant}`;

/** The transforms of a value in their order. Those that can lose something say so. */
const howOf = ({ transforms, map, lookup, owner, length, cut }: FieldRule): string =>
  [
    ...transforms.map((name) => name.replaceAll('_', ' ')),
    ...(map === undefined ? [] : [`value map ${map}`]),
    ...(lookup === undefined ? [] : [`record of ${lookup}`]),
    ...(owner ? ['owner map'] : []),
    ...(length === undefined ? [] : [`at most ${length} characters${cut ? ', a longer text is cut' : ''}`]),
  ].join(', ') || 'unchanged';
