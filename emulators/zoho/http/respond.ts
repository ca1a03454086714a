import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { FaultRule } from '../faults.ts';
import type { Answer } from './answers.ts';

const html = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';
const json = 'application/json;charset=UTF-8';

/** The file name in quotes. A name with non-ASCII characters is also sent encoded. */
function disposition(name: string): string {
  const plain = name.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll('"', "'");
  const encoded = plain === name ? '' : `;filename*=UTF-8''${encodeURIComponent(name)}`;
  return `attachment;filename="${plain}"${encoded}`;
}

/** Sends an answer, changed by the faults that apply to the call. */
export async function respond(
  response: ServerResponse,
  answer: Answer,
  headers: Record<string, string>,
  faults: FaultRule[] = [],
): Promise<void> {
  const has = (kind: FaultRule['kind']) => faults.find((rule) => rule.kind === kind);
  if (has('html-body')) return void response.writeHead(200, { ...headers, 'Content-Type': 'text/html' }).end(html);
  if (has('status-502')) return void response.writeHead(502, { ...headers, 'Content-Type': 'text/html' }).end(html);
  if (has('empty-body')) return void response.writeHead(answer.status, { ...headers, 'Content-Type': json }).end();
  if (answer.file) {
    const { name, type, bytes } = answer.file;
    const described = {
      'Content-Type': type,
      'Content-Disposition': disposition(name),
      'Content-Length': bytes.length,
    };
    return void response.writeHead(answer.status, { ...headers, ...described }).end(bytes);
  }
  if (answer.body === undefined) return void response.writeHead(answer.status, headers).end();
  let text = JSON.stringify(answer.body);
  if (has('malformed-body')) text = text.replace('{', '{"data":,');
  if (has('truncated-body')) text = text.slice(0, Math.max(1, Math.floor(text.length / 2)));
  const length = Buffer.byteLength(text);
  response.writeHead(answer.status, { ...headers, 'Content-Type': json, 'Content-Length': length });
  const slow = has('slow-body');
  if (slow) {
    response.write(text.slice(0, 1));
    await delay(slow.ms ?? 1_000);
    text = text.slice(1);
  }
  response.end(text);
}
