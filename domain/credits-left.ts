import type { CreditsLeft } from '../schemas/report.ts';

/** What is known of the credits that an org has left, for people. */
export function creditsLeftText(left: CreditsLeft | null): string {
  if (left === null) return 'not known: Zoho was not asked yet';
  const time = `${left.saidAt.slice(0, 10)} ${left.saidAt.slice(11, 16)} UTC`;
  return left.credits === null
    ? `more than half of the org's credits (${time}); Zoho names the number below that`
    : `${left.credits.toLocaleString('en')} (${time})`;
}
