import { followedHead, followedRows } from '../../../domain/documents/cutover-steps.ts';
import { duration } from '../../../domain/documents/markdown.ts';
import { stepName } from '../../../domain/progress.ts';
import { engagementPath } from '../context.ts';
import type { LiveStep, Snapshot } from '../live/progress.ts';
import { Facts, Table, Tag } from './table.tsx';
import { gateName, stepText, rolesText, stateOf } from './words.ts';

/** What an engagement does now. The server sends it again with each change. */
export function Live({ slug, now }: { slug: string; now: Snapshot }) {
  const { status, steps, retries } = now;
  const gate = status?.gate;
  return (
    <>
      <State now={now} />
      {status && (
        <Facts
          facts={[
            ['Step', status.step],
            ['Run', status.run ? `${status.run.environment} ${status.run.run}` : 'none'],
            ['Calls to Zoho at once', status.lanes],
            ['Sending', status.paused ? 'paused' : 'not paused'],
          ]}
        />
      )}
      {gate && (
        <p>
          It waits at the gate {gateName(gate.gate)} for {rolesText(gate.roles)}.{' '}
          <a href={engagementPath(slug, 'gate')}>Read what is asked</a>
        </p>
      )}
      {status?.cutover && (
        <Table
          caption="Steps of the cutover"
          columns={followedHead.map((head) => ({ head, isNumber: head.endsWith('inutes') }))}
          rows={followedRows(status.cutover)}
        />
      )}
      {steps.map((step) => (
        <Progress step={step} />
      ))}
      {retries.length > 0 && (
        <Table
          caption="Calls that failed and are repeated"
          columns={[
            { head: 'Call' },
            { head: 'Failures', isNumber: true },
            { head: 'Last failure' },
            { head: 'Next attempt' },
            { head: 'Reason' },
          ]}
          rows={retries.map(({ call, attempts, failedAt, nextAt, reason }) => [
            call,
            attempts,
            timeOf(failedAt) ?? '',
            timeOf(nextAt) ?? 'now',
            reason,
          ])}
        />
      )}
    </>
  );
}

/** The state of an engagement in one word, and what is wrong. */
export function State({ now: { status, problem } }: { now: Snapshot }) {
  const { label, kind } = stateOf(status);
  return (
    <>
      <p>
        <Tag kind={kind}>{label}</Tag>
      </p>
      {problem && <p role="alert">{problem}</p>}
    </>
  );
}

function Progress({ step }: { step: LiveStep }) {
  const { done, total, secondsLeft } = step;
  return (
    <div>
      <p class="small">
        {stepText(step)}
        {done < total && secondsLeft === null && ', no estimate yet'}
      </p>
      <progress max={total} value={done} aria-label={stepName(step)}>
        {secondsLeft === null ? `${done} of ${total}` : duration(secondsLeft)}
      </progress>
    </div>
  );
}

const timeOf = (iso: string | null): string | null => (iso === null ? null : `${iso.slice(11, 19)} UTC`);
