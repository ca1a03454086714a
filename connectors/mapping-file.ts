import { access, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Document, isMap, isNode, isSeq, visit, type Node } from 'yaml';
import { codeOf } from './foreign-error.ts';
import { ConnectorError } from './error.ts';

const head = ` Proposed by portage propose. Beside each rule: how sure it is, why, and what came second. Check what is called unsure, then
 all the rest. People confirm the mapping at the gate "mapping"; no record is loaded before.`;

/** Rules of fields and other small things are written in one line. */
const inOneLine = ['fields', 'custom', 'maps', 'dedupe', 'withhold', 'hashKeys', 'route', 'money'];

/** A mapping as YAML, with comments at places in it such as `['modules', 'Accounts', 'sources', 0]`. */
export function mappingText(mapping: object, comments: readonly { at: (string | number)[]; text: string }[]): string {
  const document = new Document(mapping, { aliasDuplicateObjects: false });
  document.commentBefore = head;
  visit(document, {
    Pair(_, pair) {
      const name = String((pair.key as { value?: unknown } | null)?.value);
      if (!inOneLine.includes(name) || !isNode(pair.value)) return;
      if (name === 'route' || name === 'money' || isSeq(pair.value)) flow(pair.value);
      else if (isMap(pair.value)) for (const { value } of pair.value.items) if (isNode(value)) flow(value);
    },
  });
  for (const { at, text } of comments) {
    const node = document.getIn(at, true);
    if (!isNode(node)) continue;
    if (isMap(node) && !node.flow) node.commentBefore = ` ${text}`;
    else node.comment = ` ${text}`;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function flow(node: Node): void {
  if (isMap(node) || isSeq(node)) node.flow = true;
}

/**
 * Makes sure that a file may be written.
 * @param option the option that names another file
 * @throws ConnectorError `configuration` if it exists and may not be replaced, or its folder does not exist
 */
export async function checkFree(path: string, replace: boolean, option = '--into'): Promise<void> {
  const folder = dirname(path);
  const hasFolder = await access(folder).then(
    () => true,
    () => false,
  );
  if (!hasFolder)
    throw new ConnectorError(
      'configuration',
      `The folder ${folder} does not exist. Nothing was read or written. Create it, or write to another file with ${option} FILE.`,
    );
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists && !replace)
    throw new ConnectorError(
      'configuration',
      `${path} already exists. It was not changed, and nothing was read. Write to another file with ${option} FILE, or replace it with --replace.`,
    );
}

/** @throws ConnectorError `storage` with the path if the file can't be written */
export async function writeMapping(path: string, text: string | Uint8Array, replace: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    throw new ConnectorError(
      'storage',
      `${path} can't be written (${codeOf(error)}). Nothing was changed. Correct the folder or its permissions.`,
    );
  }
}
