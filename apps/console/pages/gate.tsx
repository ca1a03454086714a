import type { EngagementRoute } from '../context.ts';
export const gateRoutes: EngagementRoute[] = [];
