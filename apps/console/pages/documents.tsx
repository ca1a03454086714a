import { listDocuments, readDocument } from '../../../connectors/ledger/documents.ts';
import { engagementPath, type EngagementRoute } from '../context.ts';
import { EngagementPage } from '../view/layout.tsx';
import { DocumentBody } from '../view/document.tsx';
import { Facts, Table, Time } from '../view/table.tsx';

/** Every document of the engagement, with its digest. */
const documentsPage: EngagementRoute = {
  method: 'get',
  path: '/documents',
  action: 'see engagement',
  async handle(c, { ledger }) {
    const { slug } = c.var.engagement;
    const documents = await listDocuments(ledger, slug);
    return c.html(
      <EngagementPage c={c} at="documents" title="Documents">
        <p>The newest version of each document that was signed or measured. The digest is the SHA-256 of its bytes.</p>
        <Table
          caption={`${documents.length} documents`}
          columns={[{ head: 'Document' }, { head: 'About' }, { head: 'Written' }, { head: 'Digest' }]}
          rows={documents.map(({ name, environment, run, writtenAt, digest }) => [
            <a href={documentPath(slug, name)}>{name}</a>,
            [environment, run].filter((part) => part !== null).join(' ') || 'the engagement',
            <Time at={writtenAt} />,
            <code title={digest}>{digest.slice(0, 16)}</code>,
          ])}
        />
      </EngagementPage>,
    );
  },
};

/** One document as a page. `?digest=` names a version, `?file=yes` downloads it. */
const documentPage: EngagementRoute = {
  method: 'get',
  path: '/documents/:name',
  action: 'see engagement',
  async handle(c, { ledger, refuse }) {
    const { slug } = c.var.engagement;
    const document = await readDocument(ledger, slug, {
      name: c.req.param('name') ?? '',
      digest: c.req.query('digest'),
    });
    if (!document) return refuse(c, 404, 'not found');
    const { name, digest, body, writtenAt } = document;
    if (c.req.query('file') !== undefined && body !== null) {
      return c.body(body, 200, {
        'content-type': name.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
      });
    }
    return c.html(
      <EngagementPage c={c} at="documents" title={name}>
        <Facts
          facts={[
            ['Written', <Time at={writtenAt} />],
            ['SHA-256', <code>{digest}</code>],
          ]}
        />
        {body !== null && (
          <p class="no-print">
            <a href={`${documentPath(slug, name, digest)}&file=yes`}>Download {name}</a>
          </p>
        )}
        <DocumentBody name={name} body={body} />
      </EngagementPage>,
    );
  },
};

/** The address of a document, or of one version of it. */
export const documentPath = (slug: string, name: string, digest?: string): string =>
  `${engagementPath(slug, `documents/${encodeURIComponent(name)}`)}${digest === undefined ? '' : `?digest=${digest}`}`;

export const documentRoutes = [documentsPage, documentPage];
