import { JudgeRecord } from '../../../schemas/spot-check.ts';
import { judgeSpotRecord } from '../../../workflows/messages.ts';
import { ask } from '../ask.ts';
import { withClient } from '../client.ts';
import { command } from '../command.ts';
import { readSlug, sendUpdate } from '../engagement.ts';
import { checkText, personArgs, printVerdict, seenRunArg } from '../exceptions.ts';
import { parseMessage } from '../message.ts';
import { proofArgs, withProof } from '../proof.ts';

export const spotCheckJudge = command({
  name: 'judge',
  description: 'Judge one record of the newest spot check',
  example:
    'portage spot-check judge delta-telecom 7 wrong --note "The city is missing." --as ada@customer.example --role sponsor',
  args: {
    slug: { type: 'positional', required: true, description: 'Slug of the engagement' },
    no: { type: 'positional', required: true, description: 'Number of the record in the spot check' },
    verdict: { type: 'positional', required: true, description: 'right or wrong' },
    note: { type: 'string', default: '', description: 'Note without values of records' },
    run: seenRunArg,
    ...personArgs,
    ...proofArgs,
  },
  async run({ slug, no, verdict, note, run, as: by, role, key, passphrase, json }) {
    const engagement = readSlug(slug);
    checkText('note', note);
    const stated = { no, verdict, note, by, role };
    parseMessage(JudgeRecord.omit({ run: true }), stated, 'judgement');
    await withClient(async (client) => {
      const sheet = await ask(client, { about: 'spot-check', engagement });
      const draft = parseMessage(JudgeRecord, { ...stated, run: run ?? sheet.run }, 'judgement');
      const message = await withProof('spot-check record', engagement, draft, { key, passphrase });
      const answer = await sendUpdate(client, slug, judgeSpotRecord, message);
      const record = sheet.records.find((one) => one.no === message.no)?.key;
      printVerdict(answer, json, () => `Stored: record ${message.no} (${record}) is ${message.verdict}.`);
    });
  },
});
