import { localAddress, localNamespace } from './local-server.ts';

/** Settings that a fresh terminal lacks. Secrets, such as TEMPORAL_API_KEY, are never printed. */
const settings = [
  'TEMPORAL_CONFIG_FILE',
  'TEMPORAL_PROFILE',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'TEMPORAL_TLS',
  'TEMPORAL_TLS_SERVER_NAME',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION',
];

const usual: Record<string, string> = { TEMPORAL_ADDRESS: localAddress, TEMPORAL_NAMESPACE: localNamespace };
/** Scripts of npm whose readers have no `portage` on their path. */
const scripts = ['portage', 'dev', 'demo'];

/**
 * A command of portage for people to paste into a fresh terminal: with the address of its own server where it is not the usual
 * one, and in the way in which portage runs here.
 *
 * @param words what follows `portage`, such as `status delta-telecom`
 */
export function portageCommand(words: string, env: Record<string, string | undefined> = process.env): string {
  const given = settings.flatMap((name) => {
    const value = env[name];
    return value && value !== usual[name] ? [`${name}=${quoted(value)}`] : [];
  });
  const program = scripts.includes(env['npm_lifecycle_event'] ?? '') ? 'npm run portage --' : 'portage';
  return [...given, program, words].join(' ');
}

/** The same for the users of a server that this process has started. */
export const portageCommandAt = (server: { address: string; namespace: string }, words: string): string =>
  portageCommand(words, {
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
    npm_lifecycle_event: 'portage',
  });

const quoted = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
