import { duration } from '../../../domain/documents/markdown.ts';
import { stepName } from '../../../domain/progress.ts';
import type { EngagementStatus } from '../../../schemas/engagement.ts';
import type { LiveStep } from '../live/progress.ts';

const gateNames: Record<string, string> = {
  scope: 'Scope',
  mapping: 'Mapping',
  rehearsal: 'Rehearsal',
  production: 'Production load',
  freeze: 'Freeze',
  'go-live': 'Go-live',
  acceptance: 'Acceptance',
};

/** `Rehearsal`, `Exception in Contacts`. */
export const gateName = (gate: string): string =>
  gateNames[gate] ?? `Exception in ${(gate.split(':')[1] ?? gate).replaceAll('_', ' ')}`;

export const moduleName = (module: string): string => module.replaceAll('_', ' ');

/** `admin or finance`; role names are those of the engagement file. */
export const rolesText = (roles: string[]): string => roles.map((role) => role.replaceAll('_', ' ')).join(' or ');

export const decisionNames = {
  approved: 'Approved',
  'changes-requested': 'Changes requested',
  rejected: 'Rejected',
  revoked: 'Approval withdrawn',
} as const;
export const decisionName = (decision: string): string =>
  (decisionNames as Record<string, string>)[decision] ?? decision;

/** An engagement's state for people. */
export function stateOf(status: EngagementStatus | null): {
  label: string;
  kind: 'good' | 'bad' | 'waiting' | 'neutral';
} {
  if (!status) return { label: 'unknown', kind: 'bad' };
  const { state, paused } = status;
  const kinds = {
    running: 'neutral',
    'waiting at gate': 'waiting',
    paused: 'waiting',
    'rolling back': 'waiting',
    'rolled back': 'bad',
    cancelled: 'bad',
    rejected: 'bad',
    stopped: 'bad',
    closed: 'good',
  } as const;
  return { label: paused && state === 'running' ? 'paused' : state, kind: kinds[state] };
}

/** `Contacts, 4,001 of 12,300, about 2 min left`. */
export function stepText(step: LiveStep): string {
  const { done, total, secondsLeft } = step;
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  const left = secondsLeft === null || done >= total ? '' : `, about ${duration(Math.ceil(secondsLeft))} left`;
  return `${stepName(step)}, ${count}${left}`;
}
