import busboy from 'busboy';
import type { IncomingHttpHeaders } from 'node:http';
import { failure, Rejection } from './answers.ts';

export interface Form {
  fields: Map<string, string>;
  files: { name: string; type: string; bytes: Buffer }[];
}

/** Reads a multipart form. */
export function readForm(headers: IncomingHttpHeaders, raw: Buffer): Promise<Form> {
  return new Promise((resolve, reject) => {
    const form: Form = { fields: new Map(), files: [] };
    if (!/^multipart\/form-data/i.test(headers['content-type'] ?? '')) {
      reject(new Rejection(failure(400, 'INVALID_DATA', 'the request is not a multipart form', { api_name: 'file' })));
      return;
    }
    const parser = busboy({ headers, preservePath: false, defParamCharset: 'utf8' });
    parser.on('field', (name, value) => form.fields.set(name, value));
    parser.on('file', (_, stream, { filename, mimeType }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () =>
        form.files.push({ name: filename ?? 'file', type: mimeType, bytes: Buffer.concat(chunks) }),
      );
    });
    parser.on('close', () => resolve(form));
    parser.on('error', () =>
      reject(new Rejection(failure(400, 'INVALID_DATA', 'the form is broken', { api_name: 'file' }))),
    );
    parser.end(raw);
  });
}
