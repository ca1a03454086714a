import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { readYamlText } from '../../domain/yaml-text.ts';
import { EngagementFile, OwnerMap } from '../../schemas/engagement-file.ts';
import { Mapping } from '../../schemas/mapping.ts';
import { SourceProfile } from '../../schemas/profile.ts';
import { environments, type Environment } from '../../schemas/terms.ts';

/** An engagement of one's own against emulated orgs. */
export interface OwnEngagement {
  slug: string;
  file: string;
  /** Orgs with its ids, edition, currency, time zone and people, as the emulator reads them. */
  orgs: Record<string, unknown>[];
  /** Its operator and approvers, who can sign in. */
  people: { id: string; name: string; email: string }[];
  /** The variables that its file names, for the worker. */
  variables(places: { accountsUrl: string; apiUrl: string; issuer: string }): Record<string, string>;
  /**
   * The variables that its files name and nobody has set.
   * @param given those of the process that starts the worker
   */
  missing(given: NodeJS.ProcessEnv): string[];
}

/**
 * Reads an engagement that is to be tried against the emulator.
 *
 * @throws {Error} with every problem of its files, and if it names hosts that are not the emulator's
 */
export function readOwnEngagement(path: string): OwnEngagement {
  const file = resolve(path);
  const folder = dirname(file);
  const engagement = read(file, EngagementFile);
  const profile = read(resolve(folder, engagement.source), SourceProfile);
  const { timeZone } = profile;
  const { currency } = read(resolve(folder, engagement.mapping), Mapping);
  const owners = read(resolve(folder, engagement.owners), OwnerMap);
  const { slug, customer, destination, operator, gates } = engagement;
  const addresses = [owners.default, owners.inactive, ...Object.values(owners.owners)].filter(
    (one) => one !== undefined,
  );
  const users = [...new Set([operator.email, ...addresses])].map((email) => ({ name: email.split('@')[0], email }));
  const orgs = environments.map((environment) => ({
    ...{ id: destination[environment].orgId, environment, company: customer, edition: destination.edition },
    ...credentialsOf(environment),
    ...{ timeZone, currency, users },
  }));
  const people = [...new Map([operator, ...gates.approvers].map((one) => [one.email, one.name]))].map(
    ([email, name]) => ({ id: email, name, email }),
  );
  const named = (reference: string | undefined, value: string): [string, string][] =>
    reference?.startsWith('env:') ? [[reference.slice('env:'.length), value]] : [];
  const strangers = environments.flatMap((environment) =>
    (['accountsUrl', 'apiUrl'] as const)
      .filter((name) => !destination[environment][name]?.startsWith('env:'))
      .map(
        (name) =>
          `${path}, destination.${environment}.${name}: a reference such as env:PORTAGE_ZOHO_${toVariable(name)} is needed.`,
      ),
  );
  if (strangers.length > 0)
    throw new Error(
      `${strangers.join('\n')}\nWithout it the worker would call Zoho and not the emulator. Nothing was started. Add the lines and start again.`,
    );
  const variables: OwnEngagement['variables'] = ({ accountsUrl, apiUrl, issuer }) =>
    Object.fromEntries([
      ...environments.flatMap((environment) => {
        const org = destination[environment];
        const own = credentialsOf(environment);
        return [
          ...named(org.accountsUrl, accountsUrl),
          ...named(org.apiUrl, apiUrl),
          ...named(org.clientId, own.clientId),
          ...named(org.clientSecret, own.clientSecret),
          ...named(org.refreshToken, own.refreshToken),
        ];
      }),
      ...gates.issuers.flatMap((one) => named(one.issuer, issuer)),
    ]);
  return {
    ...{ slug, file, orgs, people, variables },
    missing(given) {
      const set = new Set([
        ...Object.keys(variables({ accountsUrl: '', apiUrl: '', issuer: '' })),
        ...variablesIn(gates.approvers.map(({ keys }) => keys)),
        ...ofStack,
      ]);
      const wanted = new Set([engagement, profile].flatMap(variablesIn));
      return [...wanted].filter((name) => !set.has(name) && !given[name]);
    },
  };
}

/** What the stack sets for its worker whatever the files name. It makes the keys of the approvers, too. */
const ofStack = ['PORTAGE_DOCUMENTS', 'PORTAGE_NETWORK_KEY'];

/** The variables that the texts in a file refer to. */
function variablesIn(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('env:') ? [value.slice('env:'.length)] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(variablesIn) : [];
}

const toVariable = (name: 'accountsUrl' | 'apiUrl'): string => (name === 'apiUrl' ? 'API_URL' : 'ACCOUNTS_URL');

/** They are valid for the emulator only. */
const credentialsOf = (environment: Environment) => ({
  clientId: '1000.DEVCLIENT',
  clientSecret: 'dev-client-secret',
  refreshToken: `1000.dev.${environment}`,
});

function read<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Error(`The file ${path} does not exist or can't be read. Nothing was started. Check the path.`);
  }
  const found = readYamlText(text, schema, path);
  if (found.ok) return found.value;
  throw new Error(`${found.problems.join('\n')}\nNothing was started. Correct ${path} and start again.`);
}
