import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { z } from 'zod';
import { brokenLinkOf, listAudit, type AuditEntry } from '../connectors/ledger/audit.ts';
import type { Ledger } from '../connectors/ledger/database.ts';
import { readDocument } from '../connectors/ledger/documents.ts';
import { listRuns } from '../connectors/ledger/runs.ts';
import { listMessages } from '../connectors/ledger/sign-offs.ts';
import { sha256 } from '../connectors/digest.ts';
import { ConnectorError } from '../connectors/error.ts';
import { codeOf } from '../connectors/foreign-error.ts';
import { asGuarded, differencesOf } from '../domain/pack/differences.ts';
import { namedDigest, pageDifferences } from '../domain/pack/page-differences.ts';
import { differs } from '../domain/pack/shown.ts';
import type { PackCheck, PackDifference } from '../schemas/pack-check.ts';
import type { AuditReport } from '../schemas/report.ts';
import { describeDecisions } from './acceptance-pack.ts';
import { describeLoads } from './final-report.ts';
import { verifyAudit } from './verify-audit.ts';

const jsonName = 'acceptance-pack.json';
const pageName = 'acceptance-pack.html';
const pdfName = 'acceptance-pack.pdf';
/** The files of a pack, and how the name of a given file ends. */
const packFiles = new Map([
  [jsonName, /\.json$/i],
  [pageName, /\.html?$/i],
  [pdfName, /\.pdf$/i],
]);
/** A page has at most 2 MB; whatever is much larger is no pack. */
const mostBytes = 20_000_000;
const listed = 100;

/** What is compared with the ledger's tables. Everything else is compared with the pack that the ledger keeps. */
const Checked = z.object({
  environments: z.unknown(),
  decisions: z.array(z.unknown()),
  documents: z.array(z.object({ name: z.string(), digest: z.string() })),
  audit: z.object({ head: z.object({ seq: z.int(), hash: z.string() }).nullable() }),
});
type Checked = z.infer<typeof Checked>;

/** Checks the audit, and an acceptance pack if a path is given. */
export async function verifyWithPack(ledger: Ledger, engagement: string, file?: string): Promise<AuditReport> {
  const pack = file === undefined ? undefined : await verifyPack(ledger, engagement, file);
  return { ...(await verifyAudit(ledger, engagement)), ...(pack && { pack }) };
}

/**
 * Compares the files of an acceptance pack with the ledger: each with the version that the ledger keeps, whose digest is in
 * the audit, and the JSON also with the tables: counts, money and times of all loads, decisions with their proofs, digests of
 * documents, and the head of the audit.
 *
 * @param file path of one of its files; the others are compared too if they are beside it
 * @throws ConnectorError `configuration` if there is no such file or no pack in the ledger
 */
async function verifyPack(ledger: Ledger, engagement: string, file: string): Promise<PackCheck> {
  const given = await readPack(file);
  const audit = await listAudit(ledger, engagement);
  const found = { ledger, engagement, audit };
  const differences: PackDifference[] = [];
  const files: PackCheck['files'] = [];
  for (const [name, bytes] of given) {
    const digest = sha256(bytes);
    if (name === pdfName) {
      const isLedgers = await isLedgersPdf(found, digest);
      files.push({ name, digest, isLedgers });
      if (!isLedgers) differences.push({ where: name, what: 'the ledger has no such version of it' });
      continue;
    }
    const kept = await readKept(found, name, digest);
    const text = bytes.toString('utf8');
    files.push({ name, digest, isLedgers: digest === kept.digest });
    differences.push(...kept.problems);
    if (name === pageName) differences.push(...comparePage(text, kept.body));
    else differences.push(...(await compareJson(found, text, kept.body)));
  }
  const [json, page] = [given.get(jsonName), given.get(pageName)?.toString('utf8')];
  if (json !== undefined && page !== undefined && namedDigest(page) !== sha256(json))
    differences.push({ where: pageName, what: `the digest of its JSON is not that of ${jsonName} beside it` });
  return { files, differences: differences.slice(0, listed), unlisted: Math.max(0, differences.length - listed) };
}

interface Place {
  ledger: Ledger;
  engagement: string;
  audit: AuditEntry[];
}

/** The given file and the others beside it, by the name that the ledger has for each. */
async function readPack(file: string): Promise<Map<string, Buffer>> {
  const given = [...packFiles].find(([, end]) => end.test(file))?.[0];
  if (given === undefined) throw notReadable(`${basename(file)} is neither a .json, a .html nor a .pdf file.`);
  const files = new Map<string, Buffer>();
  for (const name of packFiles.keys()) {
    const path = name === given ? file : file.replace(/\.\w+$/, extname(name));
    const bytes = await readBytes(path);
    if (bytes !== null) files.set(name, bytes);
    else if (name === given) throw notReadable(`There is no file ${file}.`);
  }
  return files;
}

async function readBytes(file: string): Promise<Buffer | null> {
  try {
    const bytes = await readFile(file);
    if (bytes.length > mostBytes) throw notReadable(`${basename(file)} is too large for an acceptance pack.`);
    return bytes;
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    if (codeOf(error) === 'ENOENT') return null;
    throw notReadable(`${file} can't be read (${codeOf(error)}).`);
  }
}

const notReadable = (what: string): ConnectorError =>
  new ConnectorError(
    'configuration',
    `${what} Nothing was changed. Give the path of acceptance-pack.json, .html or .pdf, where the one who reads it can reach it.`,
  );

/** The ledger's version of a file: the one with its digest, or the newest. */
async function readKept(
  { ledger, engagement, audit }: Place,
  name: string,
  digest: string,
): Promise<{ body: string; digest: string; problems: PackDifference[] }> {
  const kept =
    (await readDocument(ledger, engagement, { name, digest })) ?? (await readDocument(ledger, engagement, { name }));
  if (kept?.body == null) {
    throw new ConnectorError(
      'configuration',
      `The ledger has no ${name} of the engagement "${engagement}". Nothing was changed. The pack is written at the closing step, after the acceptance.`,
    );
  }
  const isWhole = sha256(kept.body) === kept.digest && isAudited(audit, kept);
  const problems = isWhole ? [] : [{ where: name, what: "the ledger's own version was changed after it was written" }];
  return { body: kept.body, digest: kept.digest, problems };
}

/** The ledger keeps the digest of the PDF only, which is made of the page. */
const isLedgersPdf = async ({ ledger, engagement, audit }: Place, digest: string): Promise<boolean> =>
  (await readDocument(ledger, engagement, { name: pdfName, digest })) !== null &&
  isAudited(audit, { name: pdfName, digest });

const isAudited = (audit: AuditEntry[], { name, digest }: { name: string; digest: string }): boolean =>
  audit.some(({ what, body }) => what === 'document written' && body['name'] === name && body['digest'] === digest);

const comparePage = (page: string, ledgers: string): PackDifference[] =>
  pageDifferences(page, ledgers).map(({ where, what }) => ({ where: `${pageName}, ${where}`, what }));

async function compareJson(place: Place, text: string, ledgers: string): Promise<PackDifference[]> {
  let pack: unknown;
  try {
    pack = JSON.parse(text);
  } catch {
    return [{ where: jsonName, what: 'it is not JSON' }];
  }
  const differences = differencesOf('', pack, JSON.parse(ledgers));
  // A text that says the same in another form, such as with other blanks.
  if (differences.length === 0 && text !== ledgers)
    differences.push({ where: jsonName, what: 'it has the same content, but not the same bytes' });
  const checked = Checked.safeParse(pack);
  const known = new Set(differences.map(({ where }) => where));
  const ofTables = checked.success ? await compareTables(place, checked.data) : [];
  return [...differences, ...ofTables.filter(({ where }) => !known.has(where))];
}

/** Compares what the ledger's tables say now with the pack, in case somebody changed both the pack and its copy in the ledger. */
async function compareTables(place: Place, pack: Checked): Promise<PackDifference[]> {
  const { ledger, engagement, audit } = place;
  const until = pack.audit.head?.seq ?? 0;
  const runs = (await listRuns(ledger, engagement)).filter(({ environment, run }) =>
    isListed(pack.environments, environment, run),
  );
  const ofThen = new Set(audit.filter(({ seq }) => seq <= until).map(({ body }) => body['message']));
  const messages = (await listMessages(ledger, engagement)).filter(({ id }) => ofThen.has(id));
  const tables = {
    environments: await describeLoads({ ledger }, runs),
    decisions: await describeDecisions(ledger, engagement, messages),
  };
  const now = JSON.parse(JSON.stringify(tables)) as typeof tables;
  return [
    ...differencesOf('environments', pack.environments, asGuarded(pack.environments, now.environments)),
    ...differencesOf('decisions', pack.decisions, asGuarded(pack.decisions, now.decisions)),
    ...(await compareDocuments(place, pack.documents)),
    ...compareHead(place, pack.audit.head),
  ];
}

/** Loads after the pack, such as those of another start of the engagement, are not in it. */
const isListed = (environments: unknown, environment: string, run: string): boolean => {
  const loads = (environments as Record<string, { run?: string }[]> | null)?.[environment];
  return Array.isArray(loads) && loads.some((one) => one.run === run);
};

async function compareDocuments(place: Place, documents: Checked['documents']): Promise<PackDifference[]> {
  const differences: PackDifference[] = [];
  for (const { name, digest } of documents) {
    const kept = await readDocument(place.ledger, place.engagement, { name, digest });
    const problem =
      kept === null
        ? 'the ledger has no such version of it'
        : kept.body !== null && sha256(kept.body) !== digest
          ? 'its text in the ledger has another digest'
          : isAudited(place.audit, { name, digest })
            ? null
            : 'the audit has no entry for this version of it';
    // A name that the ledger does not know may be anything.
    if (problem !== null)
      differences.push({ where: kept === null ? 'documents' : `documents[${name}]`, what: problem });
  }
  return differences;
}

function compareHead({ engagement, audit }: Place, head: Checked['audit']['head']): PackDifference[] {
  const entry = head && audit.find(({ seq }) => seq === head.seq);
  if (head === null || entry?.hash !== head.hash)
    return [
      { where: 'audit.head', what: head ? differs(head.hash, entry?.hash) : 'the pack has no head of the audit' },
    ];
  const broken = brokenLinkOf(engagement, audit);
  return broken !== null && broken <= head.seq
    ? [{ where: 'audit.head', what: `the chain of the ledger is broken at entry ${broken}` }]
    : [];
}
