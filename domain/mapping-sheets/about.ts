import { aboutRows } from './layout.ts';
import type { SheetRow } from './records.ts';
import type { About } from './tables.ts';

/** Whether a workbook was made from the text with this digest, and of this engagement if it names one. */
export const isMadeFrom = (about: About | null, digest: string, engagement: string | null): boolean =>
  about?.digest === digest && (about.engagement === null || engagement === null || about.engagement === engagement);

/** Which text a workbook was made from; null if its first sheet does not say it. */
export function aboutOf(rows: SheetRow[]): About | null {
  const value = (what: string) => rows.find(({ cells }) => cells[0]?.trim() === what)?.cells[1]?.trim() ?? '';
  const [engagement, version, digest] = [aboutRows.engagement, aboutRows.version, aboutRows.digest].map(value);
  if (!digest || !/^\d{0,6}$/.test(version!)) return null;
  return { engagement: engagement || null, version: version === '' ? null : Number(version), digest };
}
