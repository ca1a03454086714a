import { execFile } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Downloads the official Temporal CLI to `target`. The service answers with the address of the archive and the file
 * inside it; the Temporal SDKs use it in the same way (sdk-core, ephemeral_server/mod.rs).
 *
 * @param {{ version: string, target: string, progress: import('./progress.mjs').Progress, url?: string | undefined,
 *   signal?: AbortSignal | undefined }} options
 * @throws {Error} when the service can't be reached or doesn't have this version
 */
export async function downloadTemporal({ version, target, progress, url = 'https://temporal.download', signal }) {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  progress.show('temporal', `asking ${new URL(url).host} for the Temporal CLI ${version}`);
  const scratch = mkdtempSync(join(dirname(target), 'download-'));
  try {
    const query = `arch=${arch}&platform=${process.platform}&format=tar.gz`;
    const answer = await get(`${url}/cli/v${version}?${query}`, 8_000, signal);
    const info = /** @type {{ archiveUrl: string, fileToExtract: string }} */ (await answer.json());
    const archive = await get(info.archiveUrl, 300_000, signal);
    writeFileSync(join(scratch, 'temporal.tar.gz'), await readAll(archive, progress));
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
 * @param {AbortSignal | undefined} signal
 */
async function get(url, timeoutMs, signal) {
  const signals = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
  const response = await fetch(url, { signal: AbortSignal.any(signals) });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return response;
}

/**
 * @param {Response} response
 * @param {import('./progress.mjs').Progress} progress
 */
async function readAll(response, progress) {
  const size = Number(response.headers.get('content-length'));
  const total = size ? ` of ${megabytes(size)}` : '';
  const chunks = [];
  let received = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    received += chunk.length;
    progress.show('temporal', `downloading the Temporal CLI: ${megabytes(received)}${total} MB`);
  }
  return Buffer.concat(chunks);
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/** @param {unknown} error */
function reason(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
