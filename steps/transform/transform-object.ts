import pMap from 'p-map';
import { transformedLines } from '../../connectors/ledger/copy-text.ts';
import type { QueueFill } from '../../connectors/ledger/queue.ts';
import type { StagingStore } from '../../connectors/staging/port.ts';
import { readSealed } from '../../connectors/staging/rows.ts';
import { findSections, readBytes, type Section } from '../../connectors/staging/sections.ts';
import { placeKey } from '../../domain/identity.ts';
import type { Manifest } from '../../schemas/manifest.ts';
import type { TransformedRow } from '../../schemas/record.ts';
import type { LoadedObject, Module } from '../../schemas/terms.ts';
import { compareRows, lists } from './compare-rows.ts';
import { modulesOf, sourcesOf } from '../../domain/modules-of.ts';
import type { RowDecisions, ComparedRow } from '../../domain/possible-duplicates/join-rows.ts';
import type { SectionRows } from './section-work.ts';
import type { Setup } from './setup.ts';
import type { Workers } from './threads.ts';

export type StagedObject = Manifest['objects'][number] & { object: LoadedObject };

export interface Transformation {
  staging: StagingStore;
  setup: Setup;
  /** What people decided about possible duplicates. */
  decisions: ReadonlyMap<LoadedObject, RowDecisions>;
  fill: Pick<QueueFill, 'parts' | 'add'>;
  workers: Workers;
  /** Least bytes of a section. */
  sectionBytes: number;
  /** Is told how many rows of an object are transformed. */
  progress: (object: LoadedObject, rows: number, of: number) => void;
}

/** The part of the rows that could not be read. Sections are numbered from 1. */
const unreadable = 0;

/**
 * Transforms the rows of one staged object that earlier attempts have not transformed: first the unreadable rows, then all
 * others, section by section.
 * @param seqBefore number of the rows of all objects before it
 * @param only comparable ids of the rows to transform, beside those that are merged; null for all rows
 * @throws ConnectorError `contract` when a file is not what its manifest says
 */
export async function transformObject(
  transformation: Transformation,
  staged: StagedObject,
  seqBefore: number,
  only: string[] | null,
): Promise<void> {
  const { staging, setup, fill, workers, sectionBytes } = transformation;
  const { object, bad } = staged;
  const done = new Set((await fill.parts()).filter((one) => one.object === object).map((one) => one.part));
  if (bad && !done.has(unreadable))
    await fill.add({ object, part: unreadable }, await unreadableLines(transformation, staged, seqBefore));
  const { header, sections } = await findSections(staging, staged, sectionBytes);
  const open = sections.filter(({ number }) => !done.has(number));
  let left = open.reduce((sum, { rows }) => sum + rows, 0);
  const tell = () => transformation.progress(object, staged.rows - left, staged.rows);
  tell();
  if (open.length === 0) return;

  const read = async ({ from, to, firstRow, rows }: Section): Promise<SectionRows> => {
    const csv = await readBytes(staging, staged.path, { from, to });
    return { setup, object, header, csv, firstRow, rows };
  };
  const each = <T>(chosen: Section[], work: (section: Section) => Promise<T>) =>
    pMap(chosen, work, { concurrency: workers.atOnce });
  const columns = lists(setup.mapping, object);
  const decided = transformation.decisions.get(object) ?? null;
  const facts =
    columns === 0 && staged.unsound === 0 && !decided
      ? null
      : await compareRows(
          {
            async *compared() {
              // A few at a time, because the results are written in order.
              for (let from = 0; from < sections.length; from += workers.atOnce)
                yield* await each(sections.slice(from, from + workers.atOnce), async (section) =>
                  workers.run('compare', await read(section)),
                );
            },
            async look(wanted) {
              const found = await each(sections, async (section): Promise<ComparedRow[]> => {
                const inside = wanted.filter((row) => row >= section.firstRow && row < section.firstRow + section.rows);
                return inside.length === 0 ? [] : workers.run('look', { ...(await read(section)), wanted: inside });
              });
              return found.flat();
            },
          },
          columns,
          decided,
        );
  const seqOffset = seqBefore + (bad?.rows ?? 0);
  await each(open, async (section) => {
    const rows = await read(section);
    const lines = await workers.run('transform', {
      ...rows,
      earlier: within(facts?.earlier, section),
      survivors: within(facts?.survivors, section),
      byPeople: within(facts?.byPeople, section),
      notes: within(facts?.notes, section),
      seqOffset,
      only,
    });
    await fill.add({ object, part: section.number }, lines);
    left -= section.rows;
    tell();
  });
}

/** The facts about the rows of a section. */
function within<T>(facts: Map<number, T> | undefined, { firstRow, rows }: Section): Map<number, T> {
  const inside = new Map<number, T>();
  if (!facts || facts.size === 0) return inside;
  for (let row = firstRow; row < firstRow + rows; row += 1) {
    if (facts.has(row)) inside.set(row, facts.get(row)!);
  }
  return inside;
}

/** An unreadable row is rejected. Its file and line stand for its key. */
async function unreadableLines(
  { staging, setup }: Transformation,
  { object, bad }: StagedObject,
  seqBefore: number,
): Promise<Uint8Array> {
  const takes = (module: Module) => sourcesOf(setup.mapping, module).some((source) => source.object === object);
  const module = modulesOf(setup.mapping).find(takes) ?? 'Accounts';
  const lines: string[] = [];
  for await (const { file, line, why } of bad ? readSealed(staging, bad) : []) {
    const key = placeKey(setup.system, object, `${file}, line ${line}`);
    const decided = { key, module, outcome: 'rejected', reason: `unreadable: ${why}` } as const;
    const row: TransformedRow = { kind: 'decided', decided, remarks: [] };
    lines.push(transformedLines(row, object, seqBefore + lines.length + 1));
  }
  return Buffer.from(lines.join(''));
}
