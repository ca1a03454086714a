import { rollbackColumns, rollbackCounts, rollbackVerdict } from '../../../domain/documents/rollback.ts';
import type { RollbackReport } from '../../../schemas/engagement.ts';
import { RollbackRequest } from '../../../schemas/sign-off.ts';
import { Environment, environments } from '../../../schemas/terms.ts';
import { ask } from '../../cli/ask.ts';
import { innermostMessage } from '../../cli/failure.ts';
import { engagementPath, type EngagementContext, type EngagementRoute, type Site } from '../context.ts';
import { isAnswerOf } from '../refused.ts';
import { may } from '../security/access.ts';
import { askForProof, openIssuer, readStatement } from '../sign-in/prove.ts';
import { EngagementPage } from '../view/layout.tsx';
import { Table } from '../view/table.tsx';
import { moduleName } from '../view/words.ts';

/** What a rollback would undo, and the request for it. */
const rollbackPage: EngagementRoute = {
  method: 'get',
  path: '/rollback',
  action: 'see engagement',
  async handle(c, site) {
    const { slug } = c.var.engagement;
    const environment = Environment.safeParse(c.req.query('environment'));
    const plan = environment.success ? await preview(site, slug, environment.data) : null;
    return c.html(
      <EngagementPage c={c} at="rollback" title="Rollback">
        <p>
          A rollback deletes what the loads created and nobody edited since, and restores what they changed. Records
          that people edited stay. The engagement ends afterwards.
        </p>
        <form method="get" class="row">
          <div>
            <label for="environment">Environment</label>
            <select id="environment" name="environment">
              {environments.map((one) => (
                <option value={one} selected={one === environment.data}>
                  {one}
                </option>
              ))}
            </select>
          </div>
          <button class="second">Show what it would undo</button>
        </form>
        {plan && 'problem' in plan && <p role="alert">{plan.problem}</p>}
        {plan && 'modules' in plan && <Preview plan={plan} />}
        {plan && 'modules' in plan && <Request c={c} site={site} environment={plan.environment} />}
      </EngagementPage>,
    );
  },
};

async function preview(
  { client }: Site,
  engagement: string,
  environment: Environment,
): Promise<RollbackReport | { problem: string }> {
  try {
    return await ask(client, { about: 'rollback', engagement, environment });
  } catch (error) {
    if (!isAnswerOf(error)) throw error;
    return { problem: innermostMessage(error) };
  }
}

function Preview({ plan }: { plan: RollbackReport }) {
  const numbers = rollbackColumns.map((head) => ({ head, isNumber: true }));
  return (
    <>
      <h2>What it would undo</h2>
      <p>{rollbackVerdict(plan, 'preview')}</p>
      <Table
        caption={`Records in ${plan.environment}, in the order of the rollback`}
        columns={[{ head: 'Module' }, ...numbers]}
        rows={plan.modules.map((one) => [moduleName(one.module), ...rollbackCounts(one)])}
      />
      {plan.left.length > 0 && (
        <Table
          caption="Records that would stay"
          columns={[{ head: 'Module' }, { head: 'Id in Zoho' }, { head: 'Why' }]}
          rows={plan.left.map(({ module, zohoId, reason }) => [moduleName(module), zohoId, reason])}
        />
      )}
    </>
  );
}

function Request({ c, site, environment }: { c: EngagementContext; site: Site; environment: Environment }) {
  const { engagement, viewer } = c.var;
  if (!may(viewer, 'request rollback', engagement)) return <p>Your role can't request a rollback.</p>;
  if (!openIssuer(c, site))
    return <p>The engagement file names no identity provider. Use the command line with your key.</p>;
  const { slug } = engagement;
  const roles = viewer.roles.filter((role) => engagement.policies['rollback']?.roles.includes(role));
  return (
    <section aria-label="Request the rollback">
      <h2>Request the rollback of {environment}</h2>
      <form method="post" action={engagementPath(slug, 'rollback')}>
        <input type="hidden" name="environment" value={environment} />
        <p>
          <label for="role">You request it as</label>
          <select id="role" name="role">
            {roles.map((role) => (
              <option value={role}>{role}</option>
            ))}
          </select>
        </p>
        <p>
          <label for="comment">Why</label>
          <textarea id="comment" name="comment" maxlength={2_000} required></textarea>
        </p>
        <p>
          <label for="confirmation">
            Type <code>{`${slug} ${environment}`}</code> to confirm
          </label>
          <input type="text" id="confirmation" name="confirmation" autocomplete="off" required />
        </p>
        <p>Your identity provider asks you to sign in once more; that is the signature.</p>
        <button class="danger">Roll back {environment}</button>
      </form>
    </section>
  );
}

const request: EngagementRoute = {
  method: 'post',
  path: '/rollback',
  action: 'request rollback',
  async handle(c, site) {
    const { engagement, viewer } = c.var;
    const { confirmation, ...fields } = await c.req.parseBody();
    const statement = readStatement(c, RollbackRequest, fields);
    if (!statement) return site.refuse(c, 400, 'form');
    const { message, issuer } = statement;
    const { environment, role } = message;
    if (!viewer.roles.includes(role)) return site.refuse(c, 403, 'role', { action: 'request rollback' });
    if (confirmation !== `${engagement.slug} ${environment}`) {
      return c.html(
        <EngagementPage c={c} at="rollback" title="The rollback is not confirmed">
          <p role="alert">What you typed is not “{`${engagement.slug} ${environment}`}”. Nothing was changed.</p>
          <p>
            <a class="button" href={`${engagementPath(engagement.slug, 'rollback')}?environment=${environment}`}>
              Go back
            </a>
          </p>
        </EngagementPage>,
        409,
      );
    }
    return askForProof(c, site, engagement.slug, issuer, { purpose: 'rollback', message });
  },
};

export const rollbackRoutes = [rollbackPage, request];
