import { decideDuplicates } from '../../../../connectors/ledger/decide-duplicates.ts';
import { hasEnded } from '../../../../schemas/engagement.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../../context.ts';
import { showAtGate } from '../../show-at-gate.ts';
import { EngagementPage } from '../../view/layout.tsx';
import { readDecision } from './form.tsx';

/** Stores a decision about one group, or about all certain ones of an object. The session stands for the person. */
export const decideRoute: EngagementRoute = {
  method: 'post',
  path: '/duplicates',
  action: 'decide duplicates',
  async handle(c, { ledger, client, progress, refuse }) {
    const { engagement, viewer, session } = c.var;
    const { slug } = engagement;
    const { status } = await progress.read(slug);
    if (status && hasEnded(status))
      return c.html(<NotSaved c={c} why="The engagement has ended. Nothing was changed." />, 409);
    const sent = readDecision(await c.req.parseBody({ all: true }));
    if (!sent) return refuse(c, 400, 'form');
    if ('problem' in sent) return c.html(<NotSaved c={c} why={`${sent.problem} Nothing was changed.`} />, 422);
    const role = viewer.roles.find((one) => engagement.policies['mapping']?.roles.includes(one)) ?? '';
    const verdict = await ledger.transaction((transaction) =>
      decideDuplicates(transaction, slug, sent, { by: session.email, role, proof: null }),
    );
    if (!verdict.counted) return c.html(<NotSaved c={c} why={verdict.why} />, 409);
    await showAtGate(client, slug);
    const at = engagementPath(slug, 'duplicates');
    return c.redirect(
      'cluster' in sent.choice
        ? `${at}/group?${new URLSearchParams({ id: sent.choice.cluster, saved: '1' }).toString()}`
        : `${at}?saved=${verdict.count}`,
      303,
    );
  },
};

function NotSaved({ c, why }: { c: EngagementContext; why: string }) {
  return (
    <EngagementPage c={c} at="duplicates" title="Nothing was saved">
      <p role="alert">{why}</p>
      <p>
        <a class="button second" href={engagementPath(c.var.engagement.slug, 'duplicates')}>
          Go back to the possible duplicates
        </a>
      </p>
    </EngagementPage>
  );
}
