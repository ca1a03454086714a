import { z } from 'zod';
import { readEngagement } from '../../../connectors/ledger/engagements.ts';
import { decideMatches, findEnvironment, listMatches } from '../../../connectors/ledger/match-decisions.ts';
import { readMatchValues } from '../../../connectors/ledger/match-values.ts';
import { countMatches } from '../../../connectors/ledger/matches.ts';
import { matchesText } from '../../../domain/documents/matches.ts';
import { recordAddress } from '../../../domain/zoho-address.ts';
import { hasEnded } from '../../../schemas/engagement.ts';
import { MatchChoice, matchReasons, type ComparedField, type ListedMatch } from '../../../schemas/match.ts';
import { Environment, environments } from '../../../schemas/terms.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../context.ts';
import { may } from '../security/access.ts';
import { EngagementPage } from '../view/layout.tsx';
import { SideBySide } from '../view/side-by-side.tsx';
import { Table, Tag } from '../view/table.tsx';
import { moduleName } from '../view/words.ts';
import { showAtGate } from '../show-at-gate.ts';

const perPage = 100;

/**
 * Records of the source that may be in Zoho already, and what people decide about them. Approvers see both records side by side,
 * others ids.
 */
const matchesPage: EngagementRoute = {
  method: 'get',
  path: '/matches',
  action: 'see engagement',
  async handle(c, { ledger }) {
    const { slug } = c.var.engagement;
    const environment = Environment.catch('production').parse(c.req.query('environment'));
    const onlyOpen = c.req.query('show') !== 'all';
    const env = await findEnvironment(ledger, { engagement: slug, environment });
    const groups = env === null ? [] : await countMatches(ledger, env);
    const after = c.req.query('after') ?? '';
    const listed =
      env === null ? [] : await listMatches(ledger, env, { choice: {}, onlyOpen, after, most: perPage + 1 });
    const keys = [...new Set(listed.map(({ key }) => key))];
    const shown = keys.slice(0, perPage);
    const maySee = may(c.var.viewer, 'see values', c.var.engagement);
    const values = maySee && env !== null ? await readMatchValues(ledger, env, shown) : [];
    const link = (changes: Record<string, string>) =>
      `${engagementPath(slug, 'matches')}?${new URLSearchParams({ environment, show: onlyOpen ? 'open' : 'all', ...changes }).toString()}`;
    const { destination } = (await readEngagement(ledger, slug)).engagement;
    const addressOf = ({ zohoModule, zohoId }: ListedMatch) =>
      environment === 'production'
        ? recordAddress(destination.dataCentre, destination.production.orgId, zohoModule, zohoId)
        : null;
    return c.html(
      <EngagementPage c={c} at="matches" title="Matches with records in Zoho">
        <form method="get" class="row no-print">
          <div>
            <label for="environment">Environment</label>
            <select id="environment" name="environment">
              {environments.map((one) => (
                <option value={one} selected={one === environment}>
                  {one}
                </option>
              ))}
            </select>
          </div>
          <button class="second">Show</button>
        </form>
        <p role="status">{matchesText(groups) || `No records were matched with those in ${environment}.`}</p>
        {groups.length > 0 && (
          <Table
            caption="By rule"
            columns={[
              ...[{ head: 'Module' }, { head: 'Rule' }, { head: 'Adopted', isNumber: true }],
              ...[
                { head: 'Kept apart', isNumber: true },
                { head: 'Open', isNumber: true },
              ],
            ]}
            rows={groups.map((one) => [moduleName(one.module), one.rule, one.adopt, one.apart, one.ask])}
          />
        )}
        <p class="no-print">
          {onlyOpen ? (
            <a href={link({ show: 'all' })}>Show also those that are not open</a>
          ) : (
            <a href={link({ show: 'open' })}>Show only open ones</a>
          )}
        </p>
        {shown.map((key) => (
          <Matched
            c={c}
            environment={environment}
            matches={listed.filter((one) => one.key === key)}
            addressOf={addressOf}
            valuesOf={({ zohoId }) => values.find((one) => one.key === key && one.zohoId === zohoId)?.fields ?? null}
          />
        ))}
        {keys.length > perPage && (
          <p class="no-print">
            <a class="button second" href={link({ after: shown.at(-1) ?? '' })}>
              Next {perPage}
            </a>
          </p>
        )}
        <p>
          {maySee
            ? 'The values are those of the last evaluation, and only of matches that were open then; network identifiers are masked. '
            : 'Only approvers see the values of records. '}
          Compare the records in Zoho and in the source before you decide. A record with an open match is neither
          created nor written over another one.
        </p>
      </EngagementPage>,
    );
  },
};

/** One record of the source with all its matches. */
function Matched({
  c,
  environment,
  matches,
  addressOf,
  valuesOf,
}: {
  c: EngagementContext;
  environment: Environment;
  matches: ListedMatch[];
  addressOf: (match: ListedMatch) => string | null;
  /** Null where the viewer may not see values, and where none are kept. */
  valuesOf: (match: ListedMatch) => ComparedField[] | null;
}) {
  const { engagement, viewer } = c.var;
  const { key, module } = matches[0]!;
  const mayDecide = may(viewer, 'decide exceptions', engagement);
  return (
    <section aria-label={`Matches of ${key}`}>
      <h2>
        <code>{key}</code>
      </h2>
      <p class="small">
        {moduleName(module)} ·{' '}
        <a href={`${engagementPath(engagement.slug, 'trace')}?record=${encodeURIComponent(key)}`}>
          History of the record
        </a>
      </p>
      {matches.map((match) => {
        const address = addressOf(match);
        const name = `${match.zohoModule} ${match.zohoId}`;
        const values = valuesOf(match);
        const score = match.score === null ? '' : `, ${Math.round(100 * match.score)} % similar`;
        return (
          <>
            {values && (
              <SideBySide
                caption={`${key} and ${name}`}
                field="Field in Zoho"
                heads={['The source would write', `${name} has`]}
                rows={values.map(([field, ...both]) => ({ name: field, values: both }))}
              />
            )}
            <form method="post" action={engagementPath(engagement.slug, 'matches')} class="row">
              <p>
                {address === null ? name : <a href={address}>{name}</a>} · {match.rule}
                {score} ·{' '}
                <Tag kind={match.state === 'ask' ? 'waiting' : 'good'}>
                  {`${{ adopt: 'adopted', apart: 'kept apart', ask: 'open' }[match.state]}: ${matchReasons[match.why]}`}
                </Tag>
                {match.decidedBy !== null && ` ${match.decidedBy}`}
              </p>
              {mayDecide && (
                <>
                  <input type="hidden" name="environment" value={environment} />
                  <input type="hidden" name="key" value={key} />
                  <input type="hidden" name="zohoId" value={match.zohoId} />
                  <button class="second" name="decision" value="adopt" aria-label={`${name} is the same record`}>
                    The same record
                  </button>
                  <button class="second" name="decision" value="apart" aria-label={`${name} is another record`}>
                    Another record
                  </button>
                </>
              )}
            </form>
          </>
        );
      })}
    </section>
  );
}

/** What the form of a match sends. */
const SentMatch = z.strictObject({
  environment: Environment,
  key: z.string(),
  zohoId: z.string(),
  decision: z.enum(['adopt', 'apart']),
});

/** Stores a decision about a match. The session stands for the person. */
const decide: EngagementRoute = {
  method: 'post',
  path: '/matches',
  action: 'decide exceptions',
  async handle(c, { ledger, client, progress, refuse }) {
    const { engagement, session, viewer } = c.var;
    const { slug } = engagement;
    const sent = SentMatch.safeParse(await c.req.parseBody());
    const choice = sent.success ? MatchChoice.safeParse({ key: sent.data.key, zohoId: sent.data.zohoId }) : sent;
    if (!sent.success || !choice.success) return refuse(c, 400, 'form');
    const { environment, decision } = sent.data;
    const { status } = await progress.read(slug);
    const ended = status !== null && hasEnded(status);
    const person = { by: session.email, role: viewer.roles[0] ?? '' };
    const decided = ended
      ? { why: 'The engagement has ended.' }
      : await ledger.transaction((transaction) =>
          decideMatches(transaction, { engagement: slug, environment }, { choice: choice.data, decision }, person),
        );
    const back = `${engagementPath(slug, 'matches')}?environment=${environment}`;
    if ('why' in decided)
      return c.html(
        <EngagementPage c={c} at="matches" title="Nothing was saved">
          <p role="alert">{decided.why} Nothing was changed.</p>
          <p>
            <a class="button second" href={back}>
              Go back to the matches
            </a>
          </p>
        </EngagementPage>,
        409,
      );
    await showAtGate(client, slug);
    return c.redirect(back, 303);
  },
};

export const matchRoutes = [matchesPage, decide];
