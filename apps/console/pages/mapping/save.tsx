import { addMappingVersion, readMappingVersion } from '../../../../connectors/ledger/mapping-versions.ts';
import { counted } from '../../../../domain/documents/markdown.ts';
import { difference } from '../../../../domain/mapping-text/difference.ts';
import { editMappingText } from '../../../../domain/mapping-text/edit.ts';
import { checkMappingText } from '../../../../domain/mapping-text/read.ts';
import { versionText } from '../../../../domain/mapping-text/version-text.ts';
import { engagementPath, type EngagementContext, type EngagementRoute, type Site } from '../../context.ts';
import { showAtGate } from '../../show-at-gate.ts';
import { EngagementPage } from '../../view/layout.tsx';
import { readChange, type WantedChange } from './form.ts';
import { Difference, Problems, TextForm } from './parts.tsx';
import { readMappingState, type MappingState } from './state.ts';

/** Checks a change and shows its difference; after the confirmation, stores it as a new version. */
export const saveMapping: EngagementRoute = {
  method: 'post',
  path: '/mapping',
  action: 'change mapping',
  async handle(c, site) {
    const { slug } = c.var.engagement;
    const state = await readMappingState(site.ledger, slug);
    const wanted = readChange(await c.req.parseBody({ all: true }), state.mapping);
    if (!wanted || !state.newest || !state.basis) return site.refuse(c, 400, 'form');
    const { newest } = state;
    if (wanted.base !== newest.version) return somebodyWasFaster(c, site, state, wanted);
    const { change } = wanted;
    const edited =
      'text' in change ? { ok: true as const, text: change.text } : editMappingText(newest.text, change.edits);
    if (!edited.ok) return c.html(<NotStored c={c} why={edited.why} />, 422);
    const checked = checkText(state, edited.text);
    if (!checked.ok) {
      const own = 'text' in change && checked.problems.length > 0 ? { text: change.text, base: wanted.base } : null;
      return c.html(<NotStored c={c} why={checked.why} problems={checked.problems} own={own} />, 422);
    }
    if (!wanted.isConfirmed)
      return c.html(<Preview c={c} state={state} wanted={wanted} text={edited.text} checked={checked} />);
    const version = await addMappingVersion(site.ledger, slug, {
      ...{ origin: 'console', text: edited.text, mapping: checked.mapping },
      ...{ basedOn: wanted.base, madeBy: c.var.session.email, comment: wanted.comment },
    });
    if (version === null) return somebodyWasFaster(c, site, await readMappingState(site.ledger, slug), wanted);
    const { status } = await site.progress.read(slug);
    if (status?.gate?.gate === 'mapping') await showAtGate(site.client, slug);
    return c.redirect(`${engagementPath(slug, 'mapping/version')}?number=${version}`, 303);
  },
};

/** Checks a text as the mapping step would. One that says nothing new has no problems, and is not stored either. */
export function checkText({ newest, basis, stored }: MappingState, text: string) {
  if (text === newest?.text)
    return { ok: false as const, why: 'This is what the newest version says already.', problems: [] };
  const checked = checkMappingText(text, stored.profile, basis!);
  return checked.ok
    ? checked
    : { ...checked, why: `${counted(checked.problems.length, 'problem')} must be corrected first.` };
}

interface PreviewProps {
  c: EngagementContext;
  state: MappingState;
  wanted: WantedChange;
  text: string;
  checked: Extract<ReturnType<typeof checkMappingText>, { ok: true }>;
  /** Columns of a workbook that people added. */
  unread?: string[];
}

/** The difference that a change makes, with the form that stores it. */
export function Preview({ c, state: { newest }, wanted, text, checked, unread = [] }: PreviewProps) {
  if (!newest) return null;
  const next = newest.version + 1;
  return (
    <EngagementPage c={c} at="mapping" title={`Version ${next} of the mapping`}>
      <p>Nothing is stored yet. This is the difference from version {newest.version}.</p>
      <Difference caption="What changes" hunks={difference(newest.text, text)} />
      {unread.length > 0 && <p role="alert">Columns of the workbook that are not read: {unread.join('; ')}.</p>}
      {checked.unchecked.length > 0 && (
        <p role="alert">
          The fields of {checked.unchecked.join(', ')} in Zoho are not known yet. They are checked when the mapping step
          runs again.
        </p>
      )}
      <form method="post" action={engagementPath(c.var.engagement.slug, 'mapping')} enctype="multipart/form-data">
        <input type="hidden" name="base" value={String(newest.version)} />
        <input type="hidden" name="confirm" value="yes" />
        <Change change={wanted.change} />
        <p>
          <label for="comment">Why</label>
          <span class="hint">Optional. It is kept with the version.</span>
          <input type="text" id="comment" name="comment" maxlength={500} value={wanted.comment} />
        </p>
        <p>
          The running engagement keeps its mapping. The mapping step reads the new version when it runs again, and
          people sign it at the gate mapping.
        </p>
        <button>Save as version {next}</button>{' '}
        <a class="button second" href={engagementPath(c.var.engagement.slug, 'mapping')}>
          Save nothing
        </a>
      </form>
      <Problems caption="Open points of this version" problems={checked.warnings} />
    </EngagementPage>
  );
}

const Change = ({ change }: { change: WantedChange['change'] }) =>
  'text' in change ? (
    <input type="hidden" name="text" value={change.text} />
  ) : (
    <input type="hidden" name="edits" value={JSON.stringify(change.edits)} />
  );

interface NotStoredProps {
  c: EngagementContext;
  why: string;
  problems?: { path: string; message: string; fix: string }[];
  /** A text that the person can correct, and the version that it is based on. */
  own?: { text: string; base: number } | null;
}

export function NotStored({ c, why, problems = [], own = null }: NotStoredProps) {
  const { slug } = c.var.engagement;
  return (
    <EngagementPage c={c} at="mapping" title="Nothing was stored">
      <p role="alert">{why} Nothing was changed.</p>
      <Problems caption="What is wrong" problems={problems} />
      {own && <TextForm slug={slug} base={own.base} text={own.text} />}
      <p>
        <a class="button second" href={engagementPath(slug, 'mapping')}>
          Go to the mapping
        </a>
      </p>
    </EngagementPage>
  );
}

/** Shows what somebody else has saved meanwhile. Edits can be made again on top of it; a text has to be merged by hand. */
export async function somebodyWasFaster(
  c: EngagementContext,
  { ledger }: Site,
  { newest }: MappingState,
  { base, change, comment }: WantedChange,
): Promise<Response> {
  const { slug } = c.var.engagement;
  const before = await readMappingVersion(ledger, slug, base);
  if (!newest || !before) return c.redirect(engagementPath(slug, 'mapping'), 303);
  return c.html(
    <EngagementPage c={c} at="mapping" title="The mapping has changed meanwhile">
      <p role="alert">
        You began with version {base}. Now there is {versionText(newest)}. Nothing of yours was stored.
      </p>
      <Difference caption="What changed meanwhile" hunks={difference(before.text, newest.text)} />
      {'text' in change ? (
        <>
          <Difference caption="What you wanted to change" hunks={difference(before.text, change.text)} />
          <p>
            <a class="button" href={engagementPath(slug, 'mapping/text')}>
              Edit the newest text
            </a>
          </p>
        </>
      ) : (
        <form method="post" action={engagementPath(slug, 'mapping')}>
          <input type="hidden" name="base" value={String(newest.version)} />
          <input type="hidden" name="comment" value={comment} />
          <Change change={change} />
          <button>Make my change on top of version {newest.version}</button>
        </form>
      )}
    </EngagementPage>,
    409,
  );
}
