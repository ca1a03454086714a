import { fileError } from './errors.ts';
import type { FileLine, OpenedFile } from './file-row.ts';
import { objectReader } from './json-lines.ts';
import { longestRow } from './lines.ts';

/** The rows of a file that is one JSON document with a list of objects. */
export async function* readJsonList(file: OpenedFile): AsyncGenerator<FileLine> {
  const readObject = objectReader(file);
  for await (const { text, line } of itemsOf(file)) yield readObject(text, line);
}

interface Item {
  text: string;
  /** The line in which it begins. */
  line: number;
}

const [tab, lineFeed, carriageReturn, space, quote, comma, colon, backslash] = [9, 10, 13, 32, 34, 44, 58, 92];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];
const isBlank = (code: number) => code === space || code === lineFeed || code === carriageReturn || code === tab;

/**
 * The items of the list that the profile's `list` leads to, as texts; without `list`, the document itself is the list. Only
 * brackets, strings and commas are looked at: each item is parsed by itself, so that a bad one is a bad row.
 */
async function* itemsOf({ name, texts, set }: OpenedFile): AsyncGenerator<Item> {
  const path = set.list?.split('.') ?? [];
  /** The names that lead to the present place, as far as they are in objects. */
  const keys: (string | null)[] = [];
  let depth = 0;
  let state: 'before' | 'inside' | 'after' = 'before';
  let [isString, isEscaped] = [false, false];
  let isEmpty = true;
  let word = '';
  let line = 1;
  let item: Item | null = null;
  const fail = (problem: string) => fileError(name, line, problem);

  for await (const text of texts()) {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === lineFeed) line += 1;
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (code === backslash) isEscaped = true;
        else if (code === quote) isString = false;
        if (isString && state === 'before') word += text[at];
        continue;
      }
      if (isBlank(code)) continue;
      isEmpty = false;
      if (state === 'after' && depth === 0) throw fail('more text follows the list');
      const isItemLevel = state === 'inside' && depth === path.length + 1;
      if (isItemLevel && (code === comma || code === closeList)) {
        if (item) yield { ...item, text: item.text + text.slice(from, at) };
        else if (code === comma) throw fail('an item of the list is missing');
        item = null;
      } else if (isItemLevel && item === null) {
        item = { text: '', line };
        from = at;
      }
      if (code === quote) [isString, word] = [true, ''];
      else if (code === colon && state === 'before') keys[depth - 1] = word;
      else if (code === openList || code === openObject) {
        if (state === 'before' && depth === 0 && code !== (path.length === 0 ? openList : openObject))
          throw fail(path.length === 0 ? noList : 'it does not begin with an object, so list leads nowhere');
        if (
          state === 'before' &&
          code === openList &&
          depth === path.length &&
          path.every((key, place) => keys[place] === key)
        )
          state = 'inside';
        depth += 1;
        keys[depth - 1] = null;
      } else if (code === closeList || code === closeObject) {
        depth -= 1;
        keys.length = Math.max(0, depth);
        if (state === 'inside' && depth === path.length) state = 'after';
        if (depth < 0) throw fail('a bracket closes nothing');
      } else if (depth === 0) throw fail(noList);
    }
    if (item) item.text += text.slice(from);
    if (item && item.text.length > longestRow) throw fail('an item of the list is longer than 32 MiB');
  }
  if (isEmpty) throw fail('it is empty, without even a list');
  if (depth !== 0) throw fail('it breaks off: a bracket is not closed');
  if (state === 'before') throw fail(`it has no list ${set.list}`);
}

const noList = 'it does not begin with a list: name the place of the list under list, or use the format jsonl';
