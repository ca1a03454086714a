import { cancellationSignal } from '@temporalio/activity';
import { ExtractInput, HandOffInput, ProposeMappingInput } from '../schemas/engagement.ts';
import { FallbackInput } from '../schemas/cutover.ts';
import { QuietInput } from '../schemas/quiet.ts';
import { EngagementRef } from '../schemas/refs.ts';
import { discover } from '../steps/discover.ts';
import { extract } from '../steps/extract/extract.ts';
import { checkPrivileges, prepareCutover } from '../steps/cutover.ts';
import { describeFallback } from '../steps/fallback.ts';
import { handOff } from '../steps/handoff/hand-off.ts';
import type { Ports } from '../steps/ports.ts';
import { proposeMapping } from '../steps/propose-mapping.ts';
import { checkQuiet } from '../steps/quiet-check.ts';
import { onEngagement } from './on-engagement.ts';

/** Activities that read the source. */
export function sourceActivities(ports: Ports) {
  const on = onEngagement(ports);
  return {
    discover: on(EngagementRef, discover),
    proposeMapping: (input: ProposeMappingInput) =>
      proposeMapping(ports, ProposeMappingInput.parse(input), cancellationSignal()),
    extract: on(ExtractInput, (_, stored, input) => extract(ports, stored, input, cancellationSignal())),
    prepareCutover: on(EngagementRef, prepareCutover),
    checkPrivileges: on(EngagementRef, checkPrivileges),
    describeFallback: on(FallbackInput, describeFallback),
    checkQuiet: on(QuietInput, (_, stored, input) => checkQuiet(ports, stored, input, cancellationSignal())),
    handOff: on(HandOffInput, handOff),
  };
}
