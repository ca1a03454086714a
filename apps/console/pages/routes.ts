import type { EngagementRoute, PersonRoute } from '../context.ts';
import { eventsRoute } from '../live/events.tsx';
import { controlRoutes } from './controls.tsx';
import { documentRoutes } from './documents.tsx';
import { dryRunRoutes } from './dry-run.tsx';
import { duplicateRoutes } from './duplicates/routes.ts';
import { engagementPage } from './engagement.tsx';
import { engagementsPage } from './engagements.tsx';
import { exceptionRoutes } from './exceptions.tsx';
import { gateRoutes } from './gate.tsx';
import { matchRoutes } from './matches.tsx';
import { mappingRoutes } from './mapping/routes.ts';
import { rollbackRoutes } from './rollback.tsx';
import { sessionRoutes } from './sessions.tsx';
import { spotCheckRoutes } from './spot-check.tsx';
import { tracePage } from './trace.tsx';

/** Every page and act, with who may use it. Tests walk these lists. */
export const personRoutes: PersonRoute[] = [engagementsPage, ...sessionRoutes];
export const engagementRoutes: EngagementRoute[] = [
  engagementPage,
  eventsRoute,
  ...controlRoutes,
  ...gateRoutes,
  ...dryRunRoutes,
  ...spotCheckRoutes,
  ...documentRoutes,
  ...mappingRoutes,
  ...matchRoutes,
  ...duplicateRoutes,
  ...exceptionRoutes,
  tracePage,
  ...rollbackRoutes,
];
