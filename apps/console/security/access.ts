import type { EngagementPeople } from '../../../connectors/ledger/people.ts';

/** What a page shows or does. Each route of an engagement needs one of these. */
export const actions = [
  'see engagement',
  'see values',
  'sign',
  'control',
  'decide exceptions',
  'judge records',
  'change mapping',
  'decide duplicates',
  'request rollback',
] as const;
export type Action = (typeof actions)[number];

/** A signed-in person on one engagement. */
export interface Viewer {
  isOperator: boolean;
  /** Roles as an approver. */
  roles: string[];
}

/** The person's place on an engagement; null if its engagement file does not name the e-mail. */
export function viewerOf({ operator, approvers }: EngagementPeople, email: string): Viewer | null {
  const isOperator = operator.email === email;
  const roles = approvers.filter((one) => one.email === email).map(({ role }) => role);
  return isOperator || roles.length > 0 ? { isOperator, roles } : null;
}

/**
 * Who may do what. The operator runs the engagement but never decides and never sees values of records. The workflow judges
 * every sign-off and rollback request once more, so this table only keeps people from trying.
 */
export function may(
  { isOperator, roles }: Viewer,
  action: Action,
  people: Pick<EngagementPeople, 'policies'>,
): boolean {
  const isApprover = roles.length > 0 && !isOperator;
  const isIn = (policy: string) => roles.some((role) => people.policies[policy]?.roles.includes(role));
  switch (action) {
    case 'see engagement':
    case 'control':
      return true;
    case 'see values':
    case 'judge records':
    case 'sign':
    case 'decide exceptions':
      return isApprover;
    case 'request rollback':
      return isApprover && isIn('rollback');
    case 'change mapping':
    case 'decide duplicates':
      return isApprover && isIn('mapping');
  }
}
