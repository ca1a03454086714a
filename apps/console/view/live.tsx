import { duration } from '../../../domain/documents/markdown.ts';
import { engagementPath } from '../context.ts';
import type { LivePhase, Snapshot } from '../live/progress.ts';
import { Facts, Table, Tag } from './table.tsx';
import { gateName, moduleName, phaseText, rolesText, stateOf } from './words.ts';

/** What an engagement does now. The server sends it again with each change. */
export function Live({ slug, now }: { slug: string; now: Snapshot }) {
  const { status, phases, retries } = now;
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
      {phases.map((phase) => (
        <Pass phase={phase} />
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

function Pass({ phase }: { phase: LivePhase }) {
  const { module, pass, done, total, secondsLeft } = phase;
  const name = `${moduleName(module)}${pass === 'custom' ? ', custom fields' : ''}`;
  return (
    <div>
      <p class="small">
        {phaseText(phase)}
        {done < total && secondsLeft === null && ', no estimate yet'}
      </p>
      <progress max={total} value={done} aria-label={name}>
        {secondsLeft === null ? `${done} of ${total}` : duration(secondsLeft)}
      </progress>
    </div>
  );
}

const timeOf = (iso: string | null): string | null => (iso === null ? null : `${iso.slice(11, 19)} UTC`);
