import { aboutRows } from './layout.ts';
import type { SheetRow } from './records.ts';
import type { About } from './tables.ts';

/** Which text a workbook was made from; null if its first sheet does not say it. */
export function aboutOf(rows: SheetRow[]): About | null {
  const value = (what: string) => rows.find(({ cells }) => cells[0]?.trim() === what)?.cells[1]?.trim() ?? '';
  const [engagement, version, digest] = [aboutRows.engagement, aboutRows.version, aboutRows.digest].map(value);
  if (!digest || !/^\d{0,6}$/.test(version!)) return null;
  return { engagement: engagement || null, version: version === '' ? null : Number(version), digest };
}
