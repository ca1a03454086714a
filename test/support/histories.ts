/** Decodes the payloads of a workflow's history, which are base64 in its JSON. */
export function decodePayloads(json: string): string {
  return json.replaceAll(/"data":\s*"([A-Za-z0-9+/=]+)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
}
