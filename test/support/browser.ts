import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome', 'microsoft-edge'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/**
 * Path of a browser: `PORTAGE_BROWSER`, one of the system, or the one of a development package, which is unpacked once into
 * the state folder. Undefined: this machine has none, and the tests that need one are skipped.
 */
export async function findBrowser(): Promise<string | undefined> {
  const wanted = process.env['PORTAGE_BROWSER'];
  if (wanted) return wanted;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...applications].find(
    existsSync,
  );
  if (found) return found;
  // The package has a binary for this platform only.
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  return unpack();
}

async function unpack(): Promise<string> {
  const { default: packed } = await import('@sparticuz/chromium');
  // Jest runs this file in the project's folder. The version keeps an old browser from being used again.
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const folder = resolve('.portage/browser', devDependencies['@sparticuz/chromium'] ?? '');
  mkdirSync(folder, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  packed.setGraphicsMode = false;
  try {
    return await packed.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** Tests that need a browser; without one they are listed as skipped. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (process.env['PORTAGE_TEST_BROWSER']) describe(name, tests);
  else describe.skip(`${name} (no browser on this machine)`, tests);
}

/** Starts the browser with its usual protections: no flag that switches one off. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['PORTAGE_TEST_BROWSER'] ?? '', chromiumSandbox: false });
