import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** The accessibility rules of axe-core. Injected as text, because the pages allow no foreign script. */
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Shows a page at two widths, and takes pictures of it if `PORTAGE_SCREENSHOTS` names a folder.
 * @returns by how many pixels it scrolls sideways, and its serious accessibility violations at the small width, where targets
 * are closest
 */
export async function checkPage(
  page: Page,
  name: string,
  show: () => Promise<unknown>,
): Promise<{ overflow: number; violations: string[] }> {
  let overflow = 0;
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await show();
    overflow = Math.max(overflow, await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth'));
    const folder = process.env['PORTAGE_SCREENSHOTS'];
    if (folder) await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
  await page.evaluate(axe);
  const violations = await page.evaluate<string[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
       .then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
         .map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  );
  return { overflow, violations };
}
