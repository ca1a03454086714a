import { listMappingVersions, readMappingVersion } from '../../../../connectors/ledger/mapping-versions.ts';
import { difference } from '../../../../domain/mapping-text/difference.ts';
import { versionText } from '../../../../domain/mapping-text/version-text.ts';
import { engagementPath, type EngagementRoute } from '../../context.ts';
import { EngagementPage } from '../../view/layout.tsx';
import { Facts, Table, Tag, Time } from '../../view/table.tsx';
import { Difference, TextForm } from './parts.tsx';
import { readMappingState, useTexts } from './state.ts';

const versionsPage: EngagementRoute = {
  method: 'get',
  path: '/mapping/versions',
  action: 'see engagement',
  async handle(c, { ledger }) {
    const { slug } = c.var.engagement;
    const [versions, state] = await Promise.all([listMappingVersions(ledger, slug), readMappingState(ledger, slug)]);
    return c.html(
      <EngagementPage c={c} at="mapping" title="Versions of the mapping">
        {useTexts(state).map((text) => (
          <p>{text}</p>
        ))}
        <p>
          Saving here does not change the file on the worker's machine. If that file changes after a version was saved,
          the mapping step uses neither and asks which one is right.
        </p>
        <Table
          caption={`${versions.length} versions`}
          columns={[{ head: 'Version' }, { head: 'State' }, { head: 'When' }, { head: 'Why' }, { head: 'Digest' }]}
          rows={versions.map((one) => [
            <a href={`${engagementPath(slug, 'mapping/version')}?number=${one.version}`}>{versionText(one)}</a>,
            one.version === state.used?.version && <Tag kind="good">in use</Tag>,
            <Time at={one.madeAt} />,
            one.comment,
            <code title={one.digest}>{one.digest.slice(0, 16)}</code>,
          ])}
        />
      </EngagementPage>,
    );
  },
};

/** One version: its difference from the one before, and its text as a file. */
const versionPage: EngagementRoute = {
  method: 'get',
  path: '/mapping/version',
  action: 'see engagement',
  async handle(c, { ledger, refuse }) {
    const { slug } = c.var.engagement;
    const number = Number(c.req.query('number'));
    const version = Number.isInteger(number) && number < 1e6 ? await readMappingVersion(ledger, slug, number) : null;
    if (!version) return refuse(c, 404, 'not found');
    if (c.req.query('file') !== undefined) {
      return c.body(version.text, 200, {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="mapping-${slug}-${number}.yml"`,
      });
    }
    const [before, state] = await Promise.all([
      readMappingVersion(ledger, slug, version.basedOn ?? number - 1),
      readMappingState(ledger, slug),
    ]);
    return c.html(
      <EngagementPage c={c} at="mapping" title={`Version ${number} of the mapping`}>
        <p role="status">
          {state.used?.version === number ? 'This version is in use.' : (useTexts(state).at(-1) ?? '')}
        </p>
        <Facts
          facts={[
            ['What', versionText(version)],
            ['When', <Time at={version.madeAt} />],
            ...(version.comment ? [['Why', version.comment] as [string, string]] : []),
            ['SHA-256', <code>{version.digest}</code>],
          ]}
        />
        {before && (
          <Difference
            caption={`Difference from version ${before.version}`}
            hunks={difference(before.text, version.text)}
          />
        )}
        <p class="no-print">
          <a href={`${engagementPath(slug, 'mapping/version')}?number=${number}&file=yes`}>Download this version</a>
          {' · '}
          <a href={engagementPath(slug, 'mapping')}>The mapping</a>
        </p>
      </EngagementPage>,
    );
  },
};

/** The text of the newest version, for everything that the forms can't change. */
const textPage: EngagementRoute = {
  method: 'get',
  path: '/mapping/text',
  action: 'change mapping',
  async handle(c, { ledger, refuse }) {
    const { slug } = c.var.engagement;
    const { newest, basis } = await readMappingState(ledger, slug);
    if (!newest || !basis) return refuse(c, 404, 'not found');
    return c.html(
      <EngagementPage c={c} at="mapping" title="Text of the mapping">
        <p>This is {versionText(newest)}. What the keys mean is in docs/mapping.md.</p>
        <TextForm slug={slug} base={newest.version} text={newest.text} />
      </EngagementPage>,
    );
  },
};

export const mappingVersionRoutes = [versionsPage, versionPage, textPage];
