import { usualRecords } from '../editions.ts';
import { listed, passed, warned, type Found } from './found.ts';

/**
 * Whether sign-offs show who gave them.
 * @param open gates at which a sign-off without a proof counts
 */
export function judgeProofs(open: string[]): Found {
  if (open.length === 0) return passed('Every sign-off needs a proof of the person.');
  return warned(
    `Sign-offs without a proof count at ${listed(open)}: anybody who reaches Temporal can sign as somebody else.`,
    'Set gates.allowUnproven: false in the engagement file.',
    open.length,
  );
}

/** Whether people learn that a gate waits for them. */
export function judgeNotices(kinds: { mail: boolean; webhooks: number } | null): Found {
  if (kinds && (kinds.mail || kinds.webhooks > 0)) return passed('Approvers get a notice when a gate waits for them.');
  return warned(
    'Nobody gets a notice when a gate opens. The engagement waits until somebody looks.',
    'List a mail server or a webhook under notices in the engagement file.',
  );
}

/**
 * Whether the network team gets the credentials of subscribers.
 * @param lists lists of credentials in the source profile
 */
export function judgeNetworkKey(lists: number, hasKey: boolean): Found {
  if (lists === 0) return passed('The source profile names no credentials of subscribers.');
  if (hasKey) return passed('Credentials of subscribers are encrypted for the network team.');
  return warned(
    'The source profile names credentials of subscribers, and there is no key to encrypt them for: they are only counted.',
    'Ask the network team for a public key of age, and set handoff.network_key in the engagement file.',
    lists,
  );
}

/** Whether the volume of the source fits the usual way of working. */
export function judgeVolume(rows: number): Found {
  const text = `The source has ${rows.toLocaleString('en')} rows in mapped objects.`;
  if (rows <= usualRecords) return passed(text);
  return warned(
    `${text} Above ${usualRecords.toLocaleString('en')} a migration is scoped individually.`,
    'Plan credits, duration and storage with the customer before the scope is signed.',
    rows,
  );
}

/** Credits that a load leaves for the users of the org. */
export function judgeFloor(floor: number): Found {
  if (floor > 0) return passed(`${floor.toLocaleString('en')} credits are left for the users of the org.`);
  return warned(
    'The load may use up all API credits of the org. Other integrations of the customer would stop.',
    'Set limits.creditFloor in the engagement file.',
  );
}
