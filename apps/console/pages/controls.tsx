import { hasEnded, type EngagementStatus } from '../../../schemas/engagement.ts';
import { pause, resume, setLanes } from '../../../workflows/messages.ts';
import { sendUpdate } from '../../cli/engagement.ts';
import { innermostMessage } from '../../cli/failure.ts';
import { engagementPath, type EngagementContext, type EngagementRoute } from '../context.ts';
import { isAnswerOf } from '../refused.ts';
import { EngagementPage } from '../view/layout.tsx';

/** Pause, resume and the number of lanes. */
export function Controls({ c, status }: { c: EngagementContext; status: EngagementStatus | null }) {
  const { slug } = c.var.engagement;
  if (!status || hasEnded(status)) return null;
  return (
    <section class="no-print" aria-label="Controls">
      <div class="row">
        {status.paused ? (
          <form method="post" action={engagementPath(slug, 'resume')}>
            <button>Resume sending to Zoho</button>
          </form>
        ) : (
          <form method="post" action={engagementPath(slug, 'pause')}>
            <button class="second">Pause sending to Zoho</button>
          </form>
        )}
        <form method="post" action={engagementPath(slug, 'lanes')} class="row">
          <div>
            <label for="lanes">Calls to Zoho at once</label>
            <input type="number" id="lanes" name="lanes" min="1" max="10" value={status.lanes || 1} required />
          </div>
          <button class="second">Change</button>
        </form>
      </div>
    </section>
  );
}

const act = (
  path: string,
  send: (client: Parameters<typeof sendUpdate>[0], slug: string, lanes: number) => Promise<string>,
): EngagementRoute => ({
  method: 'post',
  path,
  action: 'control',
  async handle(c, { client, refuse }) {
    const { slug } = c.var.engagement;
    const lanes = Number((await c.req.parseBody())['lanes'] ?? 1);
    if (!Number.isInteger(lanes)) return refuse(c, 400, 'form');
    try {
      await send(client, slug, lanes);
    } catch (error) {
      if (!isAnswerOf(error)) throw error;
      return c.html(<Refused c={c} why={innermostMessage(error)} />, 409);
    }
    return c.redirect(engagementPath(slug), 303);
  },
});

/** What a person wanted was not done, and why. */
export function Refused({ c, why }: { c: EngagementContext; why: string }) {
  const { slug } = c.var.engagement;
  return (
    <EngagementPage c={c} at="" title="Nothing was changed">
      <p role="alert">{why}</p>
      <p>
        <a class="button" href={engagementPath(slug)}>
          Go to the overview
        </a>
      </p>
    </EngagementPage>
  );
}

export const controlRoutes = [
  act('/pause', (client, slug) => sendUpdate(client, slug, pause)),
  act('/resume', (client, slug) => sendUpdate(client, slug, resume)),
  act('/lanes', (client, slug, lanes) => sendUpdate(client, slug, setLanes, lanes)),
];
