import { join } from 'node:path';
import type * as TypeScriptClient from '@zohocrm/typescript-sdk-8.0';

/** Zoho's TypeScript or JavaScript client. Both packages export the same names, but only one has types. */
export type Client = typeof TypeScriptClient;

/** URL and credentials of the emulator. */
export interface Access {
  url: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
}

/** An answer as the client returns it: status, class name, and values with ids as strings. */
export interface Reply {
  status: number;
  kind: string;
  value: unknown;
}

type Params = InstanceType<Client['ParameterMap']>;
type Headers = InstanceType<Client['HeaderMap']>;
type Pair = [name: unknown, value: unknown];
type Record = InstanceType<Client['Record']['Record']>;

/** The setters of a model, without `set`, and the types of their values. */
type Settable<Model> = {
  [Name in keyof Model as Name extends `set${infer Key}` ? Key : never]?: Model[Name] extends (
    value: infer V,
  ) => unknown
    ? V
    : never;
};

/** The functions of a client that the steps of the session need. */
export interface Sdk {
  client: Client;
  /** A temporary folder, with a slash at its end. */
  folder: string;
  params(...pairs: Pair[]): Promise<Params>;
  headers(...pairs: Pair[]): Promise<Headers>;
  /** Calls the setters of a model. Some are asynchronous in the JavaScript client. */
  filled<Model extends object>(model: Model, values: Settable<Model>): Promise<Model>;
  record(values: { [apiName: string]: unknown }): Record;
  /** A lookup value for the record with this id. */
  link(id: string): Record;
  choice(value: string): TypeScriptClient.Choice<string>;
  reply(response: InstanceType<Client['APIResponse']> | undefined): Promise<Reply>;
}

/** Starts a client in this process. Its token store, field cache and log are in the folder. */
export async function openClient(client: Client, access: Access, folder: string): Promise<Sdk> {
  const token = new client.OAuthBuilder()
    .clientId(access.clientId)
    .clientSecret(access.clientSecret)
    .refreshToken(access.refreshToken)
    .build();
  const environment = client.DataCenter.setEnvironment(access.url, `${access.url}/oauth/v2/token`, access.url);
  // The constructor of the JavaScript client returns a promise.
  const builder = await Promise.resolve(new client.InitializeBuilder());
  await builder
    .environment(environment)
    .token(token)
    .store(new client.FileStore(join(folder, 'tokens.csv')))
    .resourcePath(folder)
    .initialize();
  return adapted(client, folder);
}

function adapted(client: Client, folder: string): Sdk {
  const record: Sdk['record'] = (values) => {
    const result = new client.Record.Record();
    for (const [name, value] of Object.entries(values)) result.addKeyValue(name, value);
    return result;
  };
  return {
    client,
    folder,
    record,
    params: (...pairs) => added(new client.ParameterMap(), pairs),
    headers: (...pairs) => added(new client.HeaderMap(), pairs),
    async filled(model, values) {
      const setters = model as { [name: string]: (value: unknown) => unknown };
      for (const [name, value] of Object.entries(values)) {
        if (!(`set${name}` in setters)) throw new Error(`the client's ${model.constructor.name} has no set${name}`);
        await setters[`set${name}`]?.(value);
      }
      return model;
    },
    link: (id) => record({ id: BigInt(id) }),
    choice: (value) => new client.Choice(value),
    async reply(response) {
      if (!response) throw new Error('the client got no answer');
      // For a download, the JavaScript client returns a promise.
      const object = (await response.getObject()) as object | null;
      return { status: response.getStatusCode(), kind: object?.constructor.name ?? 'null', value: plain(object) };
    },
  };
}

async function added<Map extends Params | Headers>(map: Map, pairs: Pair[]): Promise<Map> {
  for (const [name, value] of pairs) await map.add(name as never, value as never);
  return map;
}

/** Converts values of the client's models to plain values. Ids become strings of digits; streams stay bytes. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  if (value.constructor.name === 'Choice') return plain((value as { getValue(): unknown }).getValue());
  if ('keyValues' in value) return plain(value.keyValues);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'keyModified')
      .map(([key, one]) => [key, plain(one)]),
  );
}
