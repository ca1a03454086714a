import { may, viewerOf } from '../security/access.ts';
import { engagementPath, type PersonContext, type PersonRoute, type Site } from '../context.ts';
import type { EngagementPeople } from '../../../connectors/ledger/people.ts';
import type { Snapshot } from '../live/progress.ts';
import { Page } from '../view/layout.tsx';
import { State } from '../view/live.tsx';
import { Facts } from '../view/table.tsx';
import { gateName, stepText, rolesText } from '../view/words.ts';

/** Every engagement that names the person: what it does, what it waits for, and for whom. */
export const engagementsPage: PersonRoute = {
  method: 'get',
  path: '/',
  async handle(c, { progress }: Site) {
    const { mine } = c.var;
    const shown = await Promise.all(mine.map(async (people) => ({ people, now: await progress.read(people.slug) })));
    return c.html(
      <Page c={c} title="Engagements">
        <h1>Engagements</h1>
        <div class="cards">
          {shown.map(({ people, now }) => (
            <Card c={c} people={people} now={now} />
          ))}
        </div>
      </Page>,
    );
  },
};

function Card({ c, people, now }: { c: PersonContext; people: EngagementPeople; now: Snapshot }) {
  const { slug, customer } = people;
  const { status, steps } = now;
  const gate = status?.gate;
  const viewer = viewerOf(people, c.var.session.email);
  const isForMe =
    gate && viewer && may(viewer, 'sign', people) && viewer.roles.some((role) => gate.roles.includes(role));
  const step = steps.at(-1);
  return (
    <section class={gate ? 'card waiting' : 'card'} aria-label={customer}>
      <h2>
        <a href={engagementPath(slug)}>{customer}</a>
      </h2>
      <State now={now} />
      {status && (
        <Facts
          facts={[
            ['Step', status.step],
            ...(gate
              ? ([['Waits for', `${gateName(gate.gate)}: ${rolesText(gate.roles)}`]] as [string, string][])
              : []),
            ...(step ? ([['Progress', stepText(step)]] as [string, string][]) : []),
          ]}
        />
      )}
      {gate && (
        <p>
          <a class={isForMe ? 'button' : 'button second'} href={engagementPath(slug, 'gate')}>
            {isForMe ? 'Read and decide' : 'Read what is asked'}
          </a>
        </p>
      )}
    </section>
  );
}
