import type { RightsInput } from '../schemas/cutover.ts';
import type { Ports, StoredEngagement } from './ports.ts';
import { withZoho } from './with-zoho.ts';

/**
 * Asks Zoho for the profile of the load's user. Portage can't change it: only another administrator may, whose credentials it does not
 * have.
 *
 * @returns `problem`: what an administrator has to do; null if the profile is as wanted, or none is named
 */
export async function checkRights(
  ports: Ports,
  stored: StoredEngagement,
  { isReduced }: RightsInput,
): Promise<{ problem: string | null }> {
  const wanted = stored.engagement.cutover.profileAfterSwitch;
  if (wanted === undefined) return { problem: null };
  const about = { environment: 'production', phase: 'rights' } as const;
  const profile = await withZoho(ports, stored, about, (zoho) => zoho.currentProfile());
  if ((profile === wanted) === isReduced) return { problem: null };
  return {
    problem: isReduced
      ? `The user of the load still has the profile ${profile}. An administrator of the Zoho org gives it the profile ${wanted}.`
      : `The user of the load still has the profile ${wanted}. An administrator of the Zoho org gives it its earlier profile back, so that the rules can be removed and a later load can write.`,
  };
}
