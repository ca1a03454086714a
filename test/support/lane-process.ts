import { openLedger } from '../../connectors/ledger/database.ts';
import { readEngagement } from '../../connectors/ledger/engagements.ts';
import type { LaneInput } from '../../schemas/engagement.ts';
import { loadLane } from '../../steps/load/load-lane.ts';
import { createPorts } from '../../workers/ports.ts';
import { secretOfTests } from './secret.ts';

/** Runs one lane in a process that a test can kill. Arguments: address of the ledger, staging folder, the lane as JSON. */
const [databaseUrl = '', stagingFolder = '', lane = ''] = process.argv.slice(2);
const input = JSON.parse(lane) as LaneInput;
const ledger = openLedger(databaseUrl, 4);
const ports = createPorts(ledger, stagingFolder, secretOfTests, 300);
await loadLane(ports, await readEngagement(ledger, input.engagement), input, new AbortController().signal);
await ledger.close();
