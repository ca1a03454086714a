import type { Policy } from '../domain/judge-sign-off.ts';
import type { StoredEngagement } from './ports.ts';

/** Who may decide what in an engagement. */
export const policyOf = ({ engagement }: Pick<StoredEngagement, 'engagement'>): Policy => ({
  operator: engagement.operator.email,
  approvers: engagement.gates.approvers.map(({ email, role }) => ({ email, role })),
  roles: engagement.gates.roles,
  allowUnproven: engagement.gates.allowUnproven,
  openExceptions: engagement.gates.openExceptions,
});
