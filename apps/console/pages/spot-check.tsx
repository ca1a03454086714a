import type { Run } from '../../../connectors/ledger/runs.ts';
import {
  findSpotCheck,
  finishSpotCheck,
  judgeSpotRecord,
  type JudgedRecord,
  type SpotCheck,
} from '../../../connectors/ledger/spot-checks.ts';
import { confidenceText } from '../../../domain/spot-check/confidence.ts';
import { otherSpotCheck } from '../../../domain/spot-check/other.ts';
import { SentFinish, SentMark, SpotVerdict, type SpotField } from '../../../schemas/spot-check.ts';
import { refreshEvidence } from '../../../workflows/messages.ts';
import { sendUpdate } from '../../cli/engagement.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../context.ts';
import { isAnswerOf } from '../refused.ts';
import { EngagementPage } from '../view/layout.tsx';
import { Facts, Tag } from '../view/table.tsx';
import { valueText } from '../view/value.ts';
import { moduleName } from '../view/words.ts';

/** Records of the rehearsal beside their source rows, to be judged. */
const spotCheckPage: EngagementRoute = {
  method: 'get',
  path: '/spot-check',
  action: 'see values',
  async handle(c, { ledger }) {
    const { slug } = c.var.engagement;
    const found = await findSpotCheck(ledger, slug);
    if (!found) {
      return c.html(
        <EngagementPage c={c} at="spot-check" title="Spot check">
          <p>No records are drawn yet. They are drawn when a rehearsal in the sandbox is complete.</p>
        </EngagementPage>,
      );
    }
    return c.html(<SpotCheckPage c={c} {...found} onlyDifferences={c.req.query('show') === 'differences'} />);
  },
};

function SpotCheckPage({
  c,
  run,
  check,
  onlyDifferences,
  problem,
}: {
  c: EngagementContext;
  run: Run;
  check: SpotCheck;
  onlyDifferences: boolean;
  problem?: string;
}) {
  const { slug } = c.var.engagement;
  const { records, finishedAt, finishedBy, population } = check;
  const open = records.filter(({ verdict }) => verdict === null).length;
  const shown = onlyDifferences ? records.filter(({ fields }) => fields.some(({ differs }) => differs)) : records;
  const at = engagementPath(slug, 'spot-check');
  return (
    <EngagementPage c={c} at="spot-check" title={`Spot check of ${run.environment} ${run.run}`}>
      {problem && <p role="alert">{problem}</p>}
      <p>
        Compare each record: the source row, what was written, and what Zoho holds. {random(records)} of the{' '}
        {records.length} records were drawn at random from {population.toLocaleString('en')}; the others were chosen
        because something is unusual about them.
      </p>
      <p role="status">
        {open === 0 ? 'All records are judged.' : `${open} of ${records.length} records are not judged yet.`}{' '}
        {finishedAt && `Finished by ${finishedBy}.`}
      </p>
      {open === 0 && <p class="card">{confidenceText(countRandom(records))}</p>}
      <p class="no-print">
        {onlyDifferences ? (
          <a href={at}>Show all records</a>
        ) : (
          <a href={`${at}?show=differences`}>Show only records that differ</a>
        )}
      </p>
      {shown.length === 0 && <p>No record differs from what was written.</p>}
      {shown.map((record) => (
        <RecordSection slug={slug} run={run.run} record={record} isFinished={finishedAt !== null} />
      ))}
      {finishedAt === null && (
        <form method="post" action={`${at}/finish`}>
          <input type="hidden" name="run" value={run.run} />
          <p>
            When all records are judged, finish the spot check. Its sheet becomes evidence at the gate, and nobody can
            change it afterwards.
          </p>
          <button disabled={open > 0}>Finish the spot check</button>
        </form>
      )}
    </EngagementPage>
  );
}

const random = (records: JudgedRecord[]) => records.filter(({ isRandom }) => isRandom).length;
const countRandom = (records: JudgedRecord[]) => {
  const count = (verdict: SpotVerdict) => records.filter((one) => one.isRandom && one.verdict === verdict).length;
  return { right: count('right'), wrong: count('wrong') };
};

interface RecordProps {
  slug: string;
  run: string;
  record: JudgedRecord;
}

function RecordSection({ slug, run, record, isFinished }: RecordProps & { isFinished: boolean }) {
  const { no, key, module, outcome, zohoId, isRandom, traits, reason, fields, verdict, judgedBy } = record;
  const id = `record-${no}`;
  const why = [...(isRandom ? ['drawn at random'] : []), ...traits].join('; ');
  return (
    <section class="card" id={id} aria-labelledby={`${id}-name`}>
      <h2 id={`${id}-name`}>
        {no}. {moduleName(module)} <code>{key}</code>{' '}
        {verdict && <Tag kind={verdict === 'right' ? 'good' : 'bad'}>{`${verdict}, ${judgedBy}`}</Tag>}
      </h2>
      <Facts
        facts={[
          ['Outcome', reason === null ? outcome : `${outcome}: ${reason}`],
          ['Why this record', why],
          ['In Zoho', zohoId === null ? 'no' : <code>{zohoId}</code>],
        ]}
      />
      <Fields fields={fields} caption={`Fields of record ${no}`} />
      {isFinished ? record.note && <p>Note: {record.note}</p> : <Judge slug={slug} run={run} record={record} />}
    </section>
  );
}

function Fields({ fields, caption }: { fields: SpotField[]; caption: string }) {
  return (
    <div class="scroll" role="region" aria-label={caption} tabindex={0}>
      <table class="stack" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {['Field', 'Source', 'Written', 'In Zoho now'].map((head) => (
              <th scope="col" role="columnheader">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {fields.map(({ field, source, written, now, differs }) => (
            <tr role="row">
              <th scope="row" role="rowheader">
                {field.replaceAll('_', ' ')}
              </th>
              <td role="cell" data-label="Source">
                {source.map(({ column, value }) => (
                  <div>
                    <span class="quiet">{column}</span> {value}
                  </div>
                ))}
              </td>
              <td role="cell" data-label="Written" class="lines">
                {valueText(written)}
              </td>
              <td role="cell" data-label="In Zoho now" class="lines">
                {differs ? (
                  <>
                    <mark>{valueText(now)}</mark> differs
                  </>
                ) : (
                  valueText(now)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Judge({ slug, run, record: { no, verdict, note } }: RecordProps) {
  return (
    <form method="post" action={engagementPath(slug, 'spot-check')} class="no-print">
      <input type="hidden" name="run" value={run} />
      <input type="hidden" name="no" value={no} />
      <fieldset>
        <legend>Is record {no} right?</legend>
        <div class="row">
          {SpotVerdict.options.map((one) => (
            <label class="choice">
              <input type="radio" name="verdict" value={one} checked={one === verdict} required />
              {one}
            </label>
          ))}
        </div>
        <label for={`note-${no}`}>Note on record {no}</label>
        <span class="hint">Optional. It becomes evidence: write no values of customers.</span>
        <input type="text" id={`note-${no}`} name="note" value={note} maxlength={500} />
      </fieldset>
      <button class="second">Save the judgement of record {no}</button>
    </form>
  );
}

/** The page was of an earlier rehearsal, which had other records. */
function showOther(c: EngagementContext, seen: string, found: { run: Run; check: SpotCheck }) {
  const problem = `${otherSpotCheck(seen, found.run.run)} Nothing was changed.`;
  return c.html(<SpotCheckPage c={c} {...found} onlyDifferences={false} problem={problem} />, 409);
}

const judge: EngagementRoute = {
  method: 'post',
  path: '/spot-check',
  action: 'judge records',
  async handle(c, { ledger, refuse }) {
    const { engagement, session } = c.var;
    const sent = SentMark.safeParse(await c.req.parseBody());
    if (!sent.success) return refuse(c, 400, 'form');
    const found = await findSpotCheck(ledger, engagement.slug);
    if (!found) return refuse(c, 404, 'not found');
    const { run: seen, ...mark } = sent.data;
    if (seen !== found.run.run) return showOther(c, seen, found);
    const isStored = await ledger.transaction((client) => judgeSpotRecord(client, found.run, mark, session.email));
    if (!isStored) {
      const problem = 'The spot check is finished, or has no such record. Nothing was changed.';
      return c.html(<SpotCheckPage c={c} {...found} onlyDifferences={false} problem={problem} />, 409);
    }
    const next = found.check.records.find((one) => one.no > mark.no && one.verdict === null)?.no ?? mark.no;
    return c.redirect(`${engagementPath(engagement.slug, 'spot-check')}#record-${next}`, 303);
  },
};

const finish: EngagementRoute = {
  method: 'post',
  path: '/spot-check/finish',
  action: 'judge records',
  async handle(c, { ledger, client, refuse }) {
    const { engagement, session } = c.var;
    const sent = SentFinish.safeParse(await c.req.parseBody());
    if (!sent.success) return refuse(c, 400, 'form');
    const found = await findSpotCheck(ledger, engagement.slug);
    if (!found) return refuse(c, 404, 'not found');
    if (sent.data.run !== found.run.run) return showOther(c, sent.data.run, found);
    const open = await ledger.transaction((client) => finishSpotCheck(client, found.run, session.email));
    if (open > 0) {
      const problem = `${open} records are not judged yet. Nothing was changed.`;
      return c.html(<SpotCheckPage c={c} {...found} onlyDifferences={false} problem={problem} />, 409);
    }
    try {
      await sendUpdate(client, engagement.slug, refreshEvidence);
    } catch (error) {
      // Without an open gate, the next one shows the sheet.
      if (!isAnswerOf(error)) throw error;
    }
    return c.redirect(engagementPath(engagement.slug, 'gate'), 303);
  },
};

export const spotCheckRoutes = [spotCheckPage, judge, finish];
