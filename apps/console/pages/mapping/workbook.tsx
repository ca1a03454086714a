import { readMappingVersion } from '../../../../connectors/ledger/mapping-versions.ts';
import { readUploadedXlsx } from '../../../../connectors/xlsx/upload.ts';
import { writeXlsx } from '../../../../connectors/xlsx/write.ts';
import { counted } from '../../../../domain/documents/markdown.ts';
import { aboutOf, isMadeFrom } from '../../../../domain/mapping-sheets/about.ts';
import { applySheets } from '../../../../domain/mapping-sheets/apply.ts';
import { sheetNames } from '../../../../domain/mapping-sheets/layout.ts';
import type { ReadSheets } from '../../../../domain/mapping-sheets/records.ts';
import { rowsOf, tablesOf } from '../../../../domain/mapping-sheets/tables.ts';
import { readMappingText } from '../../../../domain/mapping-text/read.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../../context.ts';
import { checkText, NotStored, Preview, somebodyWasFaster } from './save.tsx';
import { readMappingState } from './state.ts';

/** The newest version as a workbook that people edit. */
const downloadWorkbook: EngagementRoute = {
  method: 'get',
  path: '/mapping/workbook',
  action: 'see engagement',
  async handle(c, { ledger, refuse }) {
    const { slug } = c.var.engagement;
    const { newest, mapping } = await readMappingState(ledger, slug);
    if (!newest) return refuse(c, 404, 'not found');
    const { text, version, digest } = newest;
    const workbook = await writeXlsx(tablesOf(rowsOf(mapping, text, { engagement: slug, version, digest })));
    return c.body(new Uint8Array(workbook), 200, {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="mapping-${slug}-${version}.xlsx"`,
    });
  },
};

/** Reads an edited workbook, and shows what it changes. Nothing is stored before the confirmation, as for the editor. */
const uploadWorkbook: EngagementRoute = {
  method: 'post',
  path: '/mapping/workbook',
  action: 'change mapping',
  async handle(c, site) {
    const { slug } = c.var.engagement;
    const state = await readMappingState(site.ledger, slug);
    const { workbook } = await c.req.parseBody();
    if (!(workbook instanceof File) || !state.newest || !state.basis) return site.refuse(c, 400, 'form');
    const sheets = await readSheets(workbook);
    if (typeof sheets === 'string') return refused(c, sheets, []);
    const about = aboutOf(sheets.About);
    const base = about && (await readMappingVersion(site.ledger, slug, about.version ?? undefined));
    const before = base && readMappingText(base.text, state.stored.profile);
    if (!before?.ok || !isMadeFrom(about, base!.digest, slug))
      return refused(
        c,
        'The workbook was made from another text than the versions of this mapping. Download it again, and repeat your changes in the new one.',
        [],
      );
    const applied = applySheets(base!.text, before.value, sheets);
    if (!applied.ok) {
      const why = `${counted(applied.problems.length, 'problem')} of the workbook must be corrected first.`;
      return refused(c, why, applied.problems.map(placeOf));
    }
    const wanted = { base: base!.version, change: { text: applied.text }, isConfirmed: false, comment: '' };
    if (wanted.base !== state.newest.version) return somebodyWasFaster(c, site, state, wanted);
    const checked = checkText(state, applied.text);
    if (!checked.ok) {
      const problems = checked.problems.map(({ path, ...rest }) => ({ ...rest, path: applied.placeOf(path) ?? path }));
      return refused(c, checked.why, problems);
    }
    return c.html(
      <Preview c={c} state={state} wanted={wanted} text={applied.text} checked={checked} unread={applied.unread} />,
    );
  },
};

/** The sheets of a workbook; or why it can't be used. */
async function readSheets(workbook: File): Promise<ReadSheets | string> {
  try {
    return await readUploadedXlsx(new Uint8Array(await workbook.arrayBuffer()), sheetNames);
  } catch (error) {
    // The class of a connector's error is not for apps to import.
    if (error instanceof Error && 'kind' in error && error.kind === 'configuration')
      return error.message.replace(' Nothing was changed.', '');
    throw error;
  }
}

/** `Fields, row 4, column Into: it is empty.` as a place and what is wrong there. */
function placeOf(problem: string): { path: string; message: string; fix: string } {
  const [path = '', ...message] = problem.split(': ');
  return { path, message: message.join(': '), fix: 'Correct the workbook, and upload it again.' };
}

const refused = (c: EngagementContext, why: string, problems: { path: string; message: string; fix: string }[]) =>
  c.html(<NotStored c={c} why={why} problems={problems} />, 422);

/** Where people send an edited workbook. */
export const UploadForm = ({ slug }: { slug: string }) => (
  <form class="no-print" method="post" action={engagementPath(slug, 'mapping/workbook')} enctype="multipart/form-data">
    <p>
      <label for="workbook">Edited workbook</label>
      <span class="hint">An .xlsx that was downloaded here or exported on the command line, at most 256 kB.</span>
      <input
        type="file"
        id="workbook"
        name="workbook"
        accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        required
      />
    </p>
    <button>Read the workbook</button>
  </form>
);

export const mappingWorkbookRoutes = [downloadWorkbook, uploadWorkbook];
