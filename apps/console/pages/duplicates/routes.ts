import { decideRoute } from './decide.tsx';
import { duplicateGroupPage } from './group.tsx';
import { duplicatesPage } from './list.tsx';

export const duplicateRoutes = [duplicatesPage, duplicateGroupPage, decideRoute];
