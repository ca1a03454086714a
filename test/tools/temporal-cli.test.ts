import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { Progress } from '../../tools/progress.mjs';
import { obtainTemporal, readPinnedVersion } from '../../tools/temporal-cli.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const version = '1.8.2';
/** Nothing listens on port 1, so a download fails at once. */
const nowhere = 'http://127.0.0.1:1';

let home: string;
let printed: string[];
let shown: string[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'portage-cli-'));
  printed = [];
  shown = [];
});
afterEach(() => rmSync(home, { recursive: true }));

/** Writes a shell script that can be run, and returns its path. */
function script(path: string, ...lines: string[]): string {
  const file = join(home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, ['#!/bin/sh', 'PATH=/usr/bin:/bin', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
  return file;
}
const fakeCli = (path: string, itsVersion = version) =>
  script(path, `echo "temporal version ${itsVersion} (Server 1.31.2, UI 2.50.1)"`);

class RecordedProgress extends Progress {
  override show(work: string, doing: string): void {
    shown.push(doing);
    super.show(work, doing);
  }
}

function obtain(env: NodeJS.ProcessEnv = {}, downloadUrl = nowhere, signal?: AbortSignal): Promise<string> {
  return obtainTemporal({
    version,
    moduleDirectory: home,
    downloadUrl,
    ...(signal ? { signal } : {}),
    progress: new RecordedProgress({ write: (text) => printed.push(text) }),
    env: { PATH: '', XDG_CACHE_HOME: join(home, 'cache'), ...env },
  });
}
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}
const cached = () => join(home, 'cache', 'portage', 'temporal', version, 'temporal');

describe('the Temporal CLI is found', () => {
  test('in TEMPORAL_CLI before anywhere else', async () => {
    const named = fakeCli('named/temporal', '1.7.3');
    fakeCli('bin/temporal');
    expect(await obtain({ TEMPORAL_CLI: named, PATH: join(home, 'bin') })).toBe(named);
    expect(printed).toEqual(['prepare: Temporal CLI 1.7.3 from TEMPORAL_CLI\n']);
  });

  test('on PATH before the cache', async () => {
    const onPath = fakeCli('bin/temporal', '1.5.1');
    fakeCli(`cache/portage/temporal/${version}/temporal`);
    expect(await obtain({ PATH: join(home, 'bin') })).toBe(onPath);
  });

  test('further along PATH when the first is too old', async () => {
    fakeCli('old/temporal', '1.3.0');
    const newer = fakeCli('new/temporal');
    expect(await obtain({ PATH: [join(home, 'old'), join(home, 'new')].join(delimiter) })).toBe(newer);
    expect(printed[0]).toContain('is version 1.3.0; 1.4 or a newer 1.x is needed');
  });

  test('in the cache of an earlier run, without a message', async () => {
    fakeCli(`cache/portage/temporal/${version}/temporal`);
    expect(await obtain()).toBe(cached());
    expect(printed).toEqual([]);
  });
});

test('a TEMPORAL_CLI that does not run is an error and nothing else is tried', async () => {
  fakeCli('bin/temporal');
  await expect(obtain({ TEMPORAL_CLI: join(home, 'missing'), PATH: join(home, 'bin') })).rejects.toThrow(
    /^TEMPORAL_CLI names .*missing, which is not a Temporal CLI that runs\. Correct or unset it\.$/,
  );
});

test('a machine with none of the ways gets one sentence with the ways', async () => {
  await expect(obtain()).rejects.toThrow(
    'No Temporal CLI was found or could be made: install it so that `temporal` is on PATH, or name the file in ' +
      'TEMPORAL_CLI, or allow HTTPS to temporal.download, or install Go 1.26.4 or newer.',
  );
  expect(readdirSync(dirname(cached()))).toEqual([]);
});

describe('building with Go', () => {
  const go = (...build: string[]) =>
    script('bin/go', 'if [ "$1" = list ]; then echo unsafe; echo one; echo two; exit; fi', ...build);
  const copyCliToTarget = [
    'while [ "$1" != -o ]; do shift; done',
    'printf "#!/bin/sh\\necho temporal version 1.8.2\\n" > "$2"; chmod +x "$2"',
  ];

  test('keeps the result in the cache, where the next run finds it', async () => {
    go('echo build >> "$0.calls"', ...copyCliToTarget);
    const env = { PATH: join(home, 'bin') };
    expect(await obtain(env)).toBe(cached());
    expect(await obtain(env)).toBe(cached());
    expect(readFileSync(join(home, 'bin/go.calls'), 'utf8')).toBe('build\n');
    expect(readdirSync(dirname(cached()))).toEqual(['temporal']);
  });

  test('is done once when two runs need it at the same time', async () => {
    go('echo build >> "$0.calls"', 'sleep 0.3', ...copyCliToTarget);
    const env = { PATH: join(home, 'bin') };
    expect(await Promise.all([obtain(env), obtain(env)])).toEqual([cached(), cached()]);
    expect(readFileSync(join(home, 'bin/go.calls'), 'utf8')).toBe('build\n');
  });

  test('shows how many packages are compiled, of those that the CLI is made of', async () => {
    go('echo one >&2', 'echo "go: finding something" >&2', 'echo two >&2', ...copyCliToTarget);
    await obtain({ PATH: join(home, 'bin') });
    expect(shown.slice(-4)).toEqual([
      'building the Temporal CLI: compiling 2 Go packages',
      'building the Temporal CLI: 1 of at most 2 Go packages compiled',
      'building the Temporal CLI: 1 of at most 2 Go packages compiled',
      'building the Temporal CLI: 2 of at most 2 Go packages compiled',
    ]);
  });

  test('ends when it is asked to stop, and leaves nothing behind', async () => {
    go('touch "$0.started"', 'exec sleep 600');
    const stop = new AbortController();
    const building = obtain({ PATH: join(home, 'bin') }, nowhere, stop.signal);
    await until(() => existsSync(join(home, 'bin/go.started')));
    stop.abort(new Error('npm ci failed'));
    await expect(building).rejects.toThrow('npm ci failed');
    expect(readdirSync(dirname(cached()))).toEqual([]);
  });

  test('reports the error of Go when it fails', async () => {
    go('echo "missing go.sum entry" >&2; exit 1');
    await expect(obtain({ PATH: join(home, 'bin') })).rejects.toThrow('No Temporal CLI');
    expect(printed).toContain('prepare: Go could not build the Temporal CLI: missing go.sum entry\n');
  });
});

describe('the official download', () => {
  let server: Server;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    fakeCli('archive/temporal');
    execFileSync('tar', ['-czf', join(home, 'temporal.tar.gz'), '-C', join(home, 'archive'), 'temporal']);
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const archiveUrl = `http://${request.headers.host}/archive`;
      if (request.url === '/archive') response.end(readFileSync(join(home, 'temporal.tar.gz')));
      else response.end(JSON.stringify({ archiveUrl, fileToExtract: 'temporal' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test('is unpacked into the cache and asked for once', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await obtain({}, url)).toBe(cached());
    expect(await obtain({}, url)).toBe(cached());
    expect(asked).toEqual([
      expect.stringMatching(/^\/cli\/v1\.8\.2\?arch=\w+&platform=\w+&format=tar\.gz$/),
      '/archive',
    ]);
  });
});

test('temporal-dev.yml names the version that the Go module pins', () => {
  const stack = parse(readFileSync(join(root, 'temporal-dev.yml'), 'utf8')) as { temporal: { version: string } };
  expect(stack.temporal.version).toBe(readPinnedVersion(join(root, 'tools/temporal')));
});
