import { listDocuments, readDocument } from '../../../connectors/ledger/documents.ts';
import { documentXlsx } from '../../../connectors/xlsx/write.ts';
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
          columns={[
            { head: 'Document' },
            { head: 'About' },
            { head: 'Written' },
            { head: 'Digest' },
            { head: 'Table' },
          ]}
          rows={documents.map(({ name, environment, run, writtenAt, digest }) => [
            <a href={documentPath(slug, name)}>{name}</a>,
            [environment, run].filter((part) => part !== null).join(' ') || 'the engagement',
            <Time at={writtenAt} />,
            <code title={digest}>{digest.slice(0, 16)}</code>,
            name.endsWith('.json') && (
              <a href={xlsxPath(slug, name, digest)} aria-label={`${name} as XLSX`}>
                XLSX
              </a>
            ),
          ])}
        />
      </EngagementPage>,
    );
  },
};

/** One document as a page. `?digest=` names a version, `?file=yes` downloads it, `?file=xlsx` as a workbook. */
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
    if (c.req.query('file') === 'xlsx') {
      const workbook = body === null ? null : await documentXlsx(document, body);
      if (!workbook) return refuse(c, 404, 'not found');
      return c.body(new Uint8Array(workbook), 200, {
        'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'content-disposition': `attachment; filename="${fileName(name).replace(/json$/, 'xlsx')}"`,
      });
    }
    if (c.req.query('file') !== undefined && body !== null) {
      return c.body(body, 200, {
        'content-type': contentTypes[/\.\w+$/.exec(name)?.[0] ?? ''] ?? 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${fileName(name)}"`,
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
            {name.endsWith('.json') && (
              <>
                {' · '}
                <a href={xlsxPath(slug, name, digest)}>Download as XLSX</a>
              </>
            )}
          </p>
        )}
        <DocumentBody name={name} body={body} />
      </EngagementPage>,
    );
  },
};

const contentTypes: Record<string, string> = {
  '.json': 'application/json',
  '.html': 'text/html; charset=utf-8',
};
const fileName = (name: string): string => name.replace(/[^\w.-]/g, '_');
const xlsxPath = (slug: string, name: string, digest: string): string =>
  `${documentPath(slug, name, digest)}&file=xlsx`;

/** The address of a document, or of one version of it. */
export const documentPath = (slug: string, name: string, digest?: string): string =>
  `${engagementPath(slug, `documents/${encodeURIComponent(name)}`)}${digest === undefined ? '' : `?digest=${digest}`}`;

export const documentRoutes = [documentsPage, documentPage];
