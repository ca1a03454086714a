import { raw } from 'hono/html';
import { readDocument } from '../../../connectors/ledger/documents.ts';
import { findGateEvent, listGateEvents, readCovered, type GateEvent } from '../../../connectors/ledger/gate-history.ts';
import type { Ledger } from '../../../connectors/ledger/database.ts';
import { evidenceChanges, lineChanges, type EvidenceChanges } from '../../../domain/evidence-changes.ts';
import { isBlocked } from '../../../domain/open-exceptions.ts';
import { hasEnded } from '../../../schemas/engagement.ts';
import { decisions, Revocation, SignOff, type Evidence } from '../../../schemas/sign-off.ts';
import { portageCommand } from '../../cli/portage-command.ts';
import { engagementPath, type EngagementContext, type EngagementRoute, type Site } from '../context.ts';
import { may } from '../security/access.ts';
import { askForProof, openIssuer, readStatement } from '../sign-in/prove.ts';
import { DocumentBody } from '../view/document.tsx';
import { EngagementPage } from '../view/layout.tsx';
import { renderMarkdown } from '../view/markdown.ts';
import { Facts, Tag, Time } from '../view/table.tsx';
import { decisionName, decisionNames, gateName, rolesText } from '../view/words.ts';
import { documentPath } from './documents.tsx';
import { DryRunForm } from './dry-run.tsx';

/** What is asked at the open gate, the evidence, what changed since the last sign-off, and the decision. */
const gatePage: EngagementRoute = {
  method: 'get',
  path: '/gate',
  action: 'see engagement',
  async handle(c, site) {
    const { engagement } = c.var;
    const { status, problem } = await site.progress.read(engagement.slug);
    const message = c.req.query('message');
    const booked = message === undefined ? null : await findGateEvent(site.ledger, engagement.slug, message);
    const gate = status?.gate ?? null;
    return c.html(
      <EngagementPage c={c} at="gate" title={gate ? `Gate: ${gateName(gate.gate)}` : 'Gate'}>
        {booked && <Verdict decision={booked} />}
        {problem && <p role="alert">{problem}</p>}
        {gate ? await openGate(c, site, gate) : <NoGate isEnded={status !== null && hasEnded(status)} />}
      </EngagementPage>,
    );
  },
};

const NoGate = ({ isEnded }: { isEnded: boolean }) => (
  <p>
    {isEnded
      ? 'The engagement has ended. There is nothing to decide.'
      : 'No gate is open. You get a notice when your decision is needed.'}
  </p>
);

function Verdict({ decision: { gate, decision, counted, why, missing } }: { decision: GateEvent }) {
  const name = `${decisionName(decision)} at the gate ${gateName(gate)}`;
  if (!counted) {
    return (
      <div class="card bad" role="alert">
        Your decision does not count. {why}
      </div>
    );
  }
  return (
    <div class="card good" role="status">
      Your decision counts: {name}.{' '}
      {missing ? `${missing} more ${missing === 1 ? 'person' : 'people'} must approve before the gate is decided.` : ''}
    </div>
  );
}

async function openGate(c: EngagementContext, site: Site, gate: Evidence) {
  const { slug } = c.var.engagement;
  const [booked, changes, documents] = await Promise.all([
    listGateEvents(site.ledger, slug, gate.gate),
    changesSince(site.ledger, slug, gate),
    evidenceOf(site.ledger, slug, gate),
  ]);
  return (
    <>
      <section class="card waiting" aria-label="What is asked">
        <h2>What is asked</h2>
        {raw(renderMarkdown(gate.summary))}
        <Facts facts={whoSigns(gate)} />
        {gate.exceptions && gate.exceptions.open > 0 && (
          <p>
            <a href={engagementPath(slug, 'exceptions')}>
              {gate.exceptions.open.toLocaleString('en')} exceptions without a decision
            </a>
          </p>
        )}
      </section>
      {changes && <Changes slug={slug} changes={changes} />}
      <h2>Evidence</h2>
      <p class="small">
        Digest of all evidence: <code>{gate.digest}</code>. Your decision is about exactly these documents.
      </p>
      {documents.map(({ name, digest, body }) => (
        <details>
          <summary>{name}</summary>
          <div class="inside">
            <p class="small">
              <a href={documentPath(slug, name, digest)}>Open as a page</a> <code>{digest.slice(0, 16)}</code>
            </p>
            <DocumentBody name={name} body={body} />
          </div>
        </details>
      ))}
      <Decide c={c} site={site} gate={gate} />
      <Revoke c={c} gate={gate} />
      {gate.gate === 'rehearsal' && may(c.var.viewer, 'control', c.var.engagement) && <DryRunForm slug={slug} />}
      {booked.length > 0 && <Booked booked={booked} />}
    </>
  );
}

function whoSigns({ roles, people = 1, approvedBy = [] }: Evidence): [string, string][] {
  const rest = Math.max(0, people - approvedBy.length);
  const others = `${people} different people, ${rest} still missing`;
  return [
    ['Who may sign', rolesText(roles)],
    ['How many', people === 1 ? 'one person' : others],
    ...(approvedBy.length > 0
      ? ([['Approved so far by', approvedBy.map(({ by, role }) => `${by} (${role})`).join(', ')]] as [string, string][])
      : []),
  ];
}

/** Documents of the evidence for people; the JSON files have the same content for programs, the HTML files for phones, the PDFs for printing. */
async function evidenceOf(ledger: Ledger, slug: string, { documents }: Evidence) {
  const pages = documents.filter(({ name }) => !/\.(?:json|html|pdf)$/.test(name));
  return Promise.all(
    pages.map(async ({ name, digest }) => {
      const found = await readDocument(ledger, slug, { name, digest });
      return { name, digest, body: found?.body ?? null };
    }),
  );
}

type ShownChanges = Omit<EvidenceChanges, 'documents'> & {
  documents: { name: string; now: string | null; before: string | null; removed: string[]; added: string[] }[];
  last: GateEvent;
};

/** What changed since the newest counted sign-off of the gate; null if there is none. */
async function changesSince(ledger: Ledger, slug: string, gate: Evidence): Promise<ShownChanges | null> {
  const last = (await listGateEvents(ledger, slug, gate.gate)).find(({ counted }) => counted);
  if (!last || last.digest === gate.digest) return null;
  const [before, now] = await Promise.all([
    readCovered(ledger, slug, gate.gate, last.digest),
    readCovered(ledger, slug, gate.gate, gate.digest),
  ]);
  if (!before || !now) return null;
  const { documents, others } = evidenceChanges(before, now);
  const text = async (name: string, digest: string | null) =>
    digest === null ? '' : ((await readDocument(ledger, slug, { name, digest }))?.body ?? '');
  const shown = documents
    .filter(({ name }) => name.endsWith('.md'))
    .map(async ({ name, before: was, beforeName, now: is }) => ({
      name,
      before: was,
      now: is,
      ...(was !== null && is !== null
        ? lineChanges(await text(beforeName ?? name, was), await text(name, is))
        : { removed: [], added: [] }),
    }));
  return { others, documents: await Promise.all(shown), last };
}

function Changes({ slug, changes: { others, documents, last } }: { slug: string; changes: ShownChanges }) {
  return (
    <section class="card" aria-label="What changed since the last decision">
      <h2>What changed since the last decision at this gate</h2>
      <p>
        The last one was <strong>{decisionName(last.decision).toLowerCase()}</strong> by {last.by},{' '}
        <Time at={last.at} />.{last.comment && ` “${last.comment}”`}
      </p>
      {documents.length + others.length === 0 && <p>Nothing that the evidence covers.</p>}
      <ul>
        {others.map((sentence) => (
          <li>{sentence}</li>
        ))}
        {documents.map(({ name, now, before, removed, added }) => (
          <li>
            {now === null ? name : <a href={documentPath(slug, name, now)}>{name}</a>}{' '}
            {now === null ? 'is no longer part of it.' : before === null ? 'is new.' : 'changed:'}
            {removed.slice(0, 20).map((line) => (
              <div class="small">
                before: <del>{line}</del>
              </div>
            ))}
            {added.slice(0, 20).map((line) => (
              <div class="small">
                now: <ins>{line}</ins>
              </div>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Decide({ c, site, gate }: { c: EngagementContext; site: Site; gate: Evidence }) {
  const { engagement, viewer, session } = c.var;
  const { slug } = engagement;
  const roles = viewer.roles.filter((role) => gate.roles.includes(role));
  if (!may(viewer, 'sign', engagement) || roles.length === 0) {
    return <p>You can read the evidence. The decision is for: {rolesText(gate.roles)}.</p>;
  }
  if (!openIssuer(c, site)) {
    return (
      <p>
        The engagement file names no identity provider, so a decision can't be proven here. Sign with your key:{' '}
        <code>{portageCommand(`sign ${slug} ${gate.gate}`)}</code>
      </p>
    );
  }
  return (
    <section aria-label="Your decision">
      <h2>Your decision</h2>
      <form method="post" action={engagementPath(slug, 'gate')}>
        <input type="hidden" name="gate" value={gate.gate} />
        <input type="hidden" name="digest" value={gate.digest} />
        <fieldset>
          <legend>Decision</legend>
          {decisions.map((decision) => (
            <label class="choice">
              <input
                type="radio"
                name="decision"
                value={decision}
                required
                disabled={decision === 'approved' && isBlocked(gate)}
              />
              {decisionNames[decision]}
            </label>
          ))}
        </fieldset>
        {roles.length > 1 ? (
          <p>
            <label for="role">You sign as</label>
            <select id="role" name="role">
              {roles.map((role) => (
                <option value={role}>{role}</option>
              ))}
            </select>
          </p>
        ) : (
          <input type="hidden" name="role" value={roles[0]} />
        )}
        <p>
          <label for="comment">Comment</label>
          <span class="hint">Optional. It becomes a part of what you sign. Write no values of customers here.</span>
          <textarea id="comment" name="comment" maxlength={2_000}></textarea>
        </p>
        <p>
          You sign as {session.name} ({rolesText(roles)}). Your identity provider asks you to sign in once more; that is
          the signature.
        </p>
        <button>Sign</button>
      </form>
    </section>
  );
}

/** While other people are missing, an own approval can be withdrawn. */
function Revoke({ c, gate }: { c: EngagementContext; gate: Evidence }) {
  const { engagement, session } = c.var;
  const own = gate.approvedBy?.find(({ by }) => by === session.email);
  if (!own) return null;
  return (
    <form method="post" action={engagementPath(engagement.slug, 'gate/revoke')}>
      <input type="hidden" name="gate" value={gate.gate} />
      <input type="hidden" name="digest" value={gate.digest} />
      <input type="hidden" name="role" value={own.role} />
      <p>You have approved this evidence. Until the gate is decided, you can withdraw that.</p>
      <button class="second">Withdraw my approval</button>
    </form>
  );
}

function Booked({ booked }: { booked: GateEvent[] }) {
  return (
    <section aria-label="Decisions so far">
      <h2>Decisions at this gate so far</h2>
      <ul>
        {booked.map(({ decision, by, role, at, counted, why, comment, proof }) => (
          <li>
            <Tag kind={counted ? 'good' : 'neutral'}>{counted ? 'counts' : 'does not count'}</Tag>{' '}
            {decisionName(decision)} by {by} ({role}), <Time at={at} />,{' '}
            {proof === null ? 'without a proof' : `proven by ${proofName(proof)}`}.{comment && ` “${comment}”`}
            {!counted && why && <div class="small">{why}</div>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const proofName = (kind: string): string => (kind === 'oidc' ? 'the identity provider' : 'a key');

/** Begins a sign-off. It goes on at the identity provider. */
const sign: EngagementRoute = {
  method: 'post',
  path: '/gate',
  action: 'sign',
  async handle(c, site) {
    const { engagement, viewer } = c.var;
    const { comment, ...fields } = await c.req.parseBody();
    const hasComment = typeof comment === 'string' && comment.trim() !== '';
    const statement = readStatement(c, SignOff, hasComment ? { ...fields, comment } : fields);
    if (!statement) return site.refuse(c, 400, 'form');
    const { message, issuer } = statement;
    const { status } = await site.progress.read(engagement.slug);
    if (!status) return site.refuse(c, 503, 'unavailable');
    const { gate } = status;
    if (gate?.gate !== message.gate || gate.digest !== message.digest) {
      const why = 'The evidence has changed since you opened the page, or the gate is decided. Nothing was signed.';
      return c.html(<Stale c={c} why={why} />, 409);
    }
    if (!viewer.roles.includes(message.role) || !gate.roles.includes(message.role)) {
      return site.refuse(c, 403, 'role', { action: 'sign' });
    }
    return askForProof(c, site, engagement.slug, issuer, { purpose: 'sign-off', message });
  },
};

function Stale({ c, why }: { c: EngagementContext; why: string }) {
  return (
    <EngagementPage c={c} at="gate" title="Read the evidence again">
      <p role="alert">{why}</p>
      <p>
        <a class="button" href={engagementPath(c.var.engagement.slug, 'gate')}>
          Read the evidence as it is now
        </a>
      </p>
    </EngagementPage>
  );
}

/** Begins the withdrawal of an own approval that waits for other people. */
const revoke: EngagementRoute = {
  method: 'post',
  path: '/gate/revoke',
  action: 'sign',
  handle: async (c, site) => {
    const statement = readStatement(c, Revocation, await c.req.parseBody());
    if (!statement) return site.refuse(c, 400, 'form');
    const { message, issuer } = statement;
    return askForProof(c, site, c.var.engagement.slug, issuer, { purpose: 'revocation', message });
  },
};

export const gateRoutes = [gatePage, sign, revoke];
