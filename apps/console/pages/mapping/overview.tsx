import { listColumnSamples } from '../../../../connectors/ledger/mapping-basis.ts';
import { checkMapping } from '../../../../domain/check-mapping.ts';
import { mappingRows, type MappingRow } from '../../../../domain/mapping-text/rows.ts';
import { modulesOf, sourcesOf } from '../../../../domain/modules-of.ts';
import { rulesOf } from '../../../../domain/named-fields.ts';
import type { ColumnSample } from '../../../../schemas/mapping-basis.ts';
import type { Module } from '../../../../schemas/terms.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../../context.ts';
import { may } from '../../security/access.ts';
import { EngagementPage } from '../../view/layout.tsx';
import { Table, Tag } from '../../view/table.tsx';
import { moduleName } from '../../view/words.ts';
import { fillText, fromOf, howOf, Problems } from './parts.tsx';
import { BulkDecision, customNameOf } from './bulk.tsx';
import { readMappingState, useTexts, type MappingState } from './state.ts';
import { UploadForm } from './workbook.tsx';

/** Where each source field goes: the undecided ones first, then those that can lose something. */
export const mappingPage: EngagementRoute = {
  method: 'get',
  path: '/mapping',
  action: 'see engagement',
  async handle(c, { ledger }) {
    const { engagement, viewer } = c.var;
    const { slug } = engagement;
    const state = await readMappingState(ledger, slug);
    const withValues = may(viewer, 'see values', engagement);
    const samples = await listColumnSamples(ledger, slug, { withValues });
    const { mapping, basis } = state;
    const problems = basis ? checkMapping(mapping, basis.columns, basis.destination, basis.facts) : [];
    return c.html(
      <EngagementPage c={c} at="mapping" title="Mapping">
        {useTexts(state).map((text) => (
          <p>{text}</p>
        ))}
        <Links c={c} state={state} />
        {state.newest && basis && may(viewer, 'change mapping', engagement) && <UploadForm slug={slug} />}
        {!basis && <p>The fields of the source and of Zoho are shown when the mapping step has run.</p>}
        {basis && samples.length === 0 && <p>How full the fields are is shown after the first extraction.</p>}
        <Problems caption="Open points" problems={problems} />
        {basis &&
          modulesOf(mapping).flatMap((module) =>
            sourcesOf(mapping, module).map((_, index) => (
              <Source
                c={c}
                state={state}
                module={module}
                index={index}
                rows={mappingRows(mapping, module, index, basis, problems)}
                samples={samples}
              />
            )),
          )}
        <p>
          <a href={engagementPath(slug, 'documents/mapping.md')}>The mapping document</a>
        </p>
      </EngagementPage>,
    );
  },
};

function Links({ c, state }: { c: EngagementContext; state: MappingState }) {
  const { engagement, viewer } = c.var;
  const at = engagementPath(engagement.slug, 'mapping');
  if (!state.newest) return null;
  return (
    <p class="no-print">
      <a href={`${at}/versions`}>All versions</a>
      {' · '}
      <a href={`${at}/workbook`}>Download as a workbook</a>
      {may(viewer, 'change mapping', engagement) && state.basis && (
        <>
          {' · '}
          <a href={`${at}/text`}>Edit the text of the file</a>
          {Object.keys(state.mapping.maps).map((name) => (
            <>
              {' · '}
              <a href={`${at}/values?map=${encodeURIComponent(name)}`}>Value map {name}</a>
            </>
          ))}
        </>
      )}
    </p>
  );
}

interface SourceProps {
  c: EngagementContext;
  state: MappingState;
  module: Module;
  index: number;
  rows: MappingRow[];
  samples: ColumnSample[];
}

function Source({ c, state, module, index, rows, samples }: SourceProps) {
  const { engagement, viewer } = c.var;
  const source = state.mapping.modules[module]?.sources[index];
  if (!source) return null;
  const route = source.route ? `, by its ${source.route.field}` : '';
  const title = `${source.object} → ${moduleName(module)}${route}`;
  const isEditable = may(viewer, 'change mapping', engagement) && state.newest !== null;
  const constants = rulesOf(source).filter(([, , rule]) => rule.constant !== undefined);
  const open = rows.filter(({ state: is }) => is === 'unmapped');
  const fieldPath = (column: string) =>
    `${engagementPath(engagement.slug, 'mapping/field')}?${new URLSearchParams({ module, source: String(index), column }).toString()}`;
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {isEditable && open.length > 0 && state.newest && (
        <BulkDecision
          c={c}
          base={state.newest.version}
          module={module}
          index={index}
          open={open}
          taken={[...Object.keys(source.fields), ...Object.keys(source.custom)]}
        />
      )}
      <Table
        caption={`Source fields of ${title}`}
        columns={[
          { head: 'Source field' },
          { head: 'State' },
          { head: 'Filled' },
          { head: 'Examples' },
          { head: 'Goes to' },
          { head: 'How' },
          { head: 'Name suggests' },
        ]}
        rows={rows.map((row) => {
          const sample = samples.find((one) => one.object === source.object && one.field === row.column);
          return [
            isEditable && row.isEditable ? <a href={fieldPath(row.column)}>{row.column}</a> : row.column,
            <State row={row} />,
            fillText(sample),
            (sample?.samples ?? []).map((value) => <div class="small">{value}</div>),
            row.rules.map(({ into }) => into).join(', ') || (row.reason ?? ''),
            row.rules.map(({ rule }) => <div>{howOf(rule)}</div>),
            suggestionText(row),
          ];
        })}
      />
      {constants.length > 0 && (
        <Table
          caption="Fields without a source field"
          columns={[{ head: 'Field in Zoho' }, { head: 'Value' }]}
          rows={constants.map(([, into, rule]) => [into, fromOf(rule)])}
        />
      )}
    </section>
  );
}

const stateTags = {
  unmapped: ['waiting', 'not decided'],
  mapped: ['good', 'mapped'],
  ignored: ['neutral', 'left out'],
  used: ['neutral', 'used otherwise'],
} as const;

function State({ row: { state, lossy, problems } }: { row: MappingRow }) {
  const [kind, label] = stateTags[state];
  return (
    <>
      <Tag kind={problems.length > 0 ? 'bad' : kind}>{problems.length > 0 ? 'problem' : label}</Tag>
      {problems.map(({ message }) => (
        <div class="small">{message}</div>
      ))}
      {lossy.map((text) => (
        <div class="small">{text}</div>
      ))}
    </>
  );
}

function suggestionText({ suggestion, column, state }: MappingRow): string {
  if (suggestion) {
    const { field, score, words } = suggestion;
    return `${field} (${score.toFixed(2)}: both names have ${words.join(', ')})`;
  }
  return state === 'unmapped' ? `a custom field such as ${customNameOf(column)}` : '';
}
