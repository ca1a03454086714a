import { raw } from 'hono/html';
import { renderMarkdown } from './markdown.ts';

/** The content of a document as a part of a page. */
export function DocumentBody({ name, body }: { name: string; body: string | null }) {
  if (body === null) {
    return (
      <p>
        The ledger has only the digest of this file, so it is not shown here. It is in the documents folder of the
        worker, under this name.
      </p>
    );
  }
  if (name.endsWith('.md')) return <article class="document">{raw(renderMarkdown(body))}</article>;
  if (name.endsWith('.html')) return <p>This document is a page of its own. Download it, and open the file.</p>;
  return (
    <pre tabindex={0} aria-label={name}>
      {body}
    </pre>
  );
}
