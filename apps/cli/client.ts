import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { CliError } from './failure.ts';
import { localAddress, localNamespace } from './local-server.ts';

/**
 * Opens a client by the standard TEMPORAL_* variables and profiles, and closes it after use.
 *
 * @throws {CliError} if the configuration can't be read or the server can't be reached
 */
export async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const { connectionOptions, namespace } = readConfiguration();
  const address = connectionOptions.address ?? localAddress;
  const connection = await connect({ ...withoutUndefined(connectionOptions), address, connectTimeout: '5s' });
  try {
    return await use(new Client({ connection, namespace: namespace ?? localNamespace }));
  } finally {
    await connection.close();
  }
}

function readConfiguration(): ClientConnectConfig {
  try {
    return loadClientConnectConfig();
  } catch (error) {
    throw new CliError(
      `The Temporal configuration can't be read: ${(error as Error).message}.`,
      'Nothing was changed.',
      'Fix the file that TEMPORAL_CONFIG_FILE names, or the TEMPORAL_* variables.',
    );
  }
}

async function connect(options: ConnectionOptions & { address: string }): Promise<Connection> {
  try {
    return await Connection.connect(options);
  } catch (error) {
    throw new CliError(
      `Temporal does not answer at ${options.address}: ${(error as Error).message}.`,
      'Nothing was changed.',
      'Start the local stack with npm run dev, or set TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE to your Temporal service.',
    );
  }
}

/** Without undefined values, which the connection would take for settings. */
function withoutUndefined(options: ClientConnectConfig['connectionOptions']): ConnectionOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
