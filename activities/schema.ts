import { readEngagement } from '../connectors/ledger/engagements.ts';
import { bookExisting, isSurveyed } from '../connectors/ledger/records.ts';
import { endSchemaChange, listSchemaChanges, storeSchemaChange } from '../connectors/ledger/rollback.ts';
import { openRun } from '../connectors/ledger/runs.ts';
import { ConnectorError } from '../connectors/error.ts';
import type { NewField, Zoho } from '../connectors/zoho/port.ts';
import { orderModules } from '../domain/order-modules.ts';
import { planFields } from '../domain/plan-fields.ts';
import type { RunRef } from '../schemas/engagement.ts';
import type { Environment, Module } from '../schemas/words.ts';
import type { Ports } from './ports.ts';
import { withZoho } from './with-zoho.ts';

export function schemaActivities(ports: Ports) {
  const { ledger } = ports;
  return {
    /**
     * Books which records of an earlier migration are in the environment, once, before its first load: they are
     * updated, and no rollback deletes them.
     */
    async survey(input: RunRef): Promise<{ found: number }> {
      const stored = await readEngagement(ledger, input.engagement);
      if (await isSurveyed(ledger, input.engagement, input.environment)) return { found: 0 };
      const keyField = stored.mapping.key;
      let found = 0;
      await withZoho(ports, stored, { ...input, phase: 'survey' }, async (zoho) => {
        for (const module of orderModules(stored.mapping)) {
          const fields = await zoho.fields(module);
          if (!fields.some((field) => field.apiName === keyField)) continue;
          for await (const page of zoho.listKeys(module, keyField)) {
            await bookExisting(ledger, { ...input, module }, page);
            found += page.length;
          }
        }
      });
      await openRun(ledger, { ...input, run: 'before' }, { mapping: '', manifest: '' });
      return { found };
    },

    /** Creates the custom fields that are missing, and checks those that are there; a field that exists is left as it is. */
    async applySchema(input: RunRef): Promise<{ created: number }> {
      const stored = await readEngagement(ledger, input.engagement);
      let created = 0;
      const apply = async (zoho: Zoho, module: Module) => {
        const plan = planFields(stored.mapping, module, await zoho.fields(module));
        if (plan.conflicts.length > 0) {
          throw new ConnectorError(
            'configuration',
            `${module}: ${plan.conflicts.join('; ')}. No field of this module was created. Rename the custom field in mapping.yml, or mend it in Zoho.`,
          );
        }
        await createFields(zoho, module, plan.missing);
        const present = await zoho.fields(module);
        for (const wanted of plan.missing) {
          const field = present.find((one) => one.apiName === wanted.apiName);
          if (!field) {
            throw new ConnectorError(
              'configuration',
              `Zoho named the field "${wanted.label}" of ${module} otherwise than ${wanted.apiName}; choose another label in mapping.yml.`,
            );
          }
          await storeSchemaChange(ledger, { ...input, module, apiName: wanted.apiName, fieldId: field.id });
          created += 1;
        }
      };
      await withZoho(ports, stored, { ...input, phase: 'schema' }, async (zoho) => {
        for (const module of orderModules(stored.mapping)) await apply(zoho, module);
      });
      return { created };
    },

    /** Removes the custom fields that this engagement created in an environment, newest first. */
    async removeFields(input: { engagement: string; environment: Environment }): Promise<{ removed: number }> {
      const stored = await readEngagement(ledger, input.engagement);
      const changes = await listSchemaChanges(ledger, input.engagement, input.environment);
      await withZoho(ports, stored, { ...input, phase: 'rollback' }, async (zoho) => {
        for (const change of changes) {
          await zoho.removeField(change.module, change.fieldId).catch((error: unknown) => {
            if (!(error instanceof ConnectorError) || error.kind !== 'not-found') throw error;
          });
          await endSchemaChange(ledger, { ...input, ...change });
        }
      });
      return { removed: changes.length };
    },
  };
}

async function createFields(zoho: Zoho, module: Module, missing: NewField[]): Promise<void> {
  if (missing.length === 0) return;
  const answers = await zoho.createFields(module, missing);
  const refused = answers.flatMap((answer, index) =>
    // A field that a lost call created already is not a refusal.
    answer.ok || answer.code === 'DUPLICATE_DATA' ? [] : [`${missing[index]?.label}: ${answer.reason}`],
  );
  if (refused.length > 0) {
    throw new ConnectorError(
      'configuration',
      `Zoho refused custom fields of ${module}: ${refused.join('; ')}. Mend mapping.yml or the org's limits; no record was written.`,
    );
  }
}
