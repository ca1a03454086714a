import { execFile } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Downloads the official Temporal CLI to `target`. The service answers with the archive's address and the file
 * inside it, as the Temporal SDKs use it (sdk-core, ephemeral_server/mod.rs).
 *
 * @param {{ version: string, target: string, log: (line: string) => void, url?: string | undefined }} options
 * @throws {Error} when the service can't be reached or has no such version
 */
export async function downloadTemporal({ version, target, log, url = 'https://temporal.download' }) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  log(`asking ${new URL(url).host} for the Temporal CLI ${version}`);
  const scratch = mkdtempSync(join(dirname(target), 'download-'));
  try {
    const query = `arch=${arch}&platform=${process.platform}&format=tar.gz`;
    const answer = await get(`${url}/cli/v${version}?${query}`, 8_000);
    const info = /** @type {{ archiveUrl: string, fileToExtract: string }} */ (await answer.json());
    log('downloading the Temporal CLI');
    const archive = await get(info.archiveUrl, 300_000);
    writeFileSync(join(scratch, 'temporal.tar.gz'), Buffer.from(await archive.arrayBuffer()));
    await run('tar', ['-xzf', 'temporal.tar.gz', info.fileToExtract], { cwd: scratch });
    renameSync(join(scratch, info.fileToExtract), target);
  } catch (error) {
    throw new Error(`the Temporal CLI can't be downloaded: ${reason(error)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} url
 * @param {number} timeoutMs
 */
async function get(url, timeoutMs) {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return response;
}

/** @param {unknown} error */
function reason(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
