import { listSchemaChanges } from '../../connectors/ledger/schema-changes.ts';
import type { Zoho } from '../../connectors/zoho/port.ts';
import { hasLayouts } from '../../domain/module-traits.ts';
import { schemaPlanDocument } from '../../domain/documents/schema-plan.ts';
import { planSchema, type OrgFacts } from '../../domain/schema-plan/plan.ts';
import { tagsIn } from '../../domain/tags.ts';
import { isFieldChange, stateOf } from '../../domain/schema-plan/state.ts';
import type { EnvironmentRef } from '../../schemas/refs.ts';
import type { SchemaPlan, SchemaState } from '../../schemas/schema-plan.ts';
import { environments, type Environment } from '../../schemas/terms.ts';
import { writeDocument } from '../documents.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import { withZoho } from '../with-zoho.ts';
import { readRowValues } from './row-values.ts';

/** The name of the document with the plans of both orgs. */
export const schemaPlanName = 'schema-plan.json';

/** Reads what an org says of itself: its edition, and the fields and layouts of the modules that it has. */
async function readOrg(
  zoho: Zoho,
  { mapping, modules }: StoredEngagement,
  environment: Environment,
): Promise<OrgFacts> {
  const [{ edition }, present] = [await zoho.org(), await zoho.modules()];
  const profiles = (await zoho.profiles()).map(({ name }) => name);
  const facts: OrgFacts = {
    environment,
    edition,
    modules: present,
    profiles,
    labels: await zoho.moduleLabels(),
    tags: {},
    fields: {},
    layouts: {},
    created: {},
  };
  for (const module of modules.filter((one) => present.includes(one))) {
    facts.fields[module] = await zoho.fields(module);
    if (tagsIn(mapping, module).length > 0) facts.tags[module] = (await zoho.tags(module)).map(({ name }) => name);
    if (hasLayouts(module)) facts.layouts[module] = await zoho.layouts(module);
  }
  return facts;
}

/** Reads an org, which is only read, and what the engagement has changed in it. */
async function readFacts(ports: Ports, stored: StoredEngagement, environment: Environment) {
  const booked = await listSchemaChanges(ports.ledger, { engagement: stored.engagement.slug, environment });
  const facts = await withZoho(ports, stored, { environment, phase: 'schema' }, (zoho) =>
    readOrg(zoho, stored, environment),
  );
  for (const { module, apiName } of booked.filter(isFieldChange)) (facts.created[module] ??= []).push(apiName);
  return { booked, facts };
}

const planOf = async (ports: Ports, stored: StoredEngagement, facts: OrgFacts): Promise<SchemaPlan> =>
  planSchema(stored.mapping, stored.modules, facts, await readRowValues(ports, stored, facts));

/** Plans the schema of both orgs, and writes the document that people see at the gate `mapping`. */
export async function writeSchemaPlan(ports: Ports, stored: StoredEngagement): Promise<void> {
  const plans: SchemaPlan[] = [];
  for (const environment of environments)
    plans.push(await planOf(ports, stored, (await readFacts(ports, stored, environment)).facts));
  await writeDocument(ports, stored, { kind: 'schema-plan' }, schemaPlanDocument(plans), plans);
}

/** What an org lacks for the mapping, and what became of the changes that the engagement has made there. Nothing is changed. */
export async function describeSchema(
  ports: Ports,
  stored: StoredEngagement,
  { environment }: Pick<EnvironmentRef, 'environment'>,
): Promise<SchemaState> {
  const { booked, facts } = await readFacts(ports, stored, environment);
  return stateOf(await planOf(ports, stored, facts), booked, facts);
}
