import type { Verdict } from '../../../schemas/sign-off.ts';
import { rehearseCutover } from '../../../workflows/messages.ts';
import { sendUpdate } from '../../cli/engagement.ts';
import { innermostMessage } from '../../cli/failure.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../context.ts';
import { isAnswerOf } from '../refused.ts';
import { EngagementPage } from '../view/layout.tsx';
import { Refused } from './controls.tsx';

/** At the gate rehearsal, the cutover can be tried before people decide. */
export const DryRunForm = ({ slug }: { slug: string }) => (
  <section class="no-print" aria-label="Dry run of the cutover">
    <h2>Try the cutover first</h2>
    <form method="post" action={engagementPath(slug, 'cutover/rehearse')}>
      <p>
        Portage does its steps of the cutover in the sandbox and measures their minutes. Nothing is frozen or taken, and
        nobody is told. The gate closes meanwhile, and opens anew with the document dry-run.md. Afterwards, exceptions
        of this rehearsal can't be loaded again.
      </p>
      <button class="second">Try the cutover in the sandbox</button>
    </form>
  </section>
);

/** Has the cutover tried. The workflow judges the request, and answers why if it can't be done. */
const rehearse: EngagementRoute = {
  method: 'post',
  path: '/cutover/rehearse',
  action: 'control',
  async handle(c, { client }) {
    const { engagement, session } = c.var;
    try {
      const verdict = await sendUpdate(client, engagement.slug, rehearseCutover, { by: session.email });
      return c.html(<Requested c={c} verdict={verdict} />, verdict.counted ? 200 : 409);
    } catch (error) {
      if (!isAnswerOf(error)) throw error;
      return c.html(<Refused c={c} why={innermostMessage(error)} />, 409);
    }
  },
};

function Requested({ c, verdict }: { c: EngagementContext; verdict: Verdict }) {
  return (
    <EngagementPage c={c} at="gate" title="Dry run of the cutover">
      {verdict.counted ? (
        <p role="status">The cutover is tried in the sandbox. The overview shows its steps.</p>
      ) : (
        <p role="alert">The cutover is not tried. {verdict.why}</p>
      )}
      <p>
        <a class="button second" href={engagementPath(c.var.engagement.slug)}>
          Go to the overview
        </a>
      </p>
    </EngagementPage>
  );
}

export const dryRunRoutes = [rehearse];
