/**
 * Plants network identifiers, runs a whole engagement, and searches every place that data leaves to.
 * node tools/run.mjs --import tsx bench/planted.ts [--accounts 2000] [--planted 10000] [--json]
 * Exits with 1 when an identifier of the operator is found, or more than 1 % of those of other operators.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { prepareEngagement } from '../test/support/engagement.ts';
import { decodePayloads } from '../test/support/histories.ts';
import { filePlaces, ledgerPlaces, plantedIn, searchPlaces, textsIn } from '../test/support/planted.ts';

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '2000' },
    planted: { type: 'string', default: '10000' },
    json: { type: 'boolean', default: false },
  },
});

const engagement = await prepareEngagement({
  accounts: Number(values.accounts),
  plantedIdentifiers: Number(values.planted),
});
try {
  await engagement.admin('POST', 'recording', { bodies: true });
  await engagement.start();
  // The rehearsal's records are searched before they are rolled back.
  await engagement.signUntil('rehearsal');
  const sandbox = await engagement.state('sandbox');
  const { state } = await engagement.signUntil('none');
  console.error(`The engagement is ${state}. Searching …`);
  const histories: string[] = [];
  for await (const { workflowId, runId } of engagement.client.workflow.list())
    histories.push(
      decodePayloads(historyToJSON(await engagement.client.workflow.getHandle(workflowId, runId).fetchHistory())),
    );
  const found = searchPlaces(engagement.answers, [
    { name: 'Zoho: sandbox, before its rollback', texts: textsIn(sandbox) },
    { name: 'Zoho: production', texts: textsIn(await engagement.state('production')) },
    { name: 'requests to Zoho', texts: textsIn(await engagement.admin('GET', 'requests')) },
    { name: 'Temporal histories', texts: histories },
    { name: 'log of the worker', texts: [readFileSync(engagement.worker().logFile, 'utf8')] },
    ...(await ledgerPlaces(engagement.ledger)),
    ...filePlaces(join(engagement.folder, 'documents')).map(({ name, texts }) => ({
      name: `document: ${name}`,
      texts,
    })),
  ]);
  const planted = plantedIn(engagement.answers);
  const foreignPlanted = planted.filter(({ identifier }) => identifier?.owner === 'foreign').length;
  const own = new Set(found.flatMap((place) => place.own));
  const foreign = new Set(found.flatMap((place) => place.foreign));
  const result = {
    state,
    planted: { own: planted.length - foreignPlanted, foreign: foreignPlanted },
    notations: new Set(planted.map(({ identifier }) => identifier?.notation)).size,
    found: { own: own.size, foreign: foreign.size },
    places: found.map((place) => ({ ...place, own: place.own.length, foreign: place.foreign.length })),
    missed: [...own, ...foreign].map(({ object, field, identifier }) => [object, field, identifier?.notation]),
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    const table = new Table({ head: ['Place', 'Texts', 'Of the operator', 'Of others'] });
    for (const { name, texts, own, foreign } of result.places) table.push([name, texts, own, foreign]);
    console.log(table.toString());
    console.log(
      `The engagement is ${state}. Of ${result.planted.own} planted identifiers of the operator ${own.size} were found, ` +
        `of ${foreignPlanted} of others ${foreign.size}, in ${result.notations} notations.`,
    );
  }
  const isClean = state === 'closed' && own.size === 0 && foreign.size <= foreignPlanted * 0.01;
  process.exitCode = isClean ? 0 : 1;
} finally {
  await engagement.close();
}
