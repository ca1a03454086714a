import { mappingFieldPage, mappingValuesPage } from './field.tsx';
import { mappingPage } from './overview.tsx';
import { saveMapping } from './save.tsx';
import { mappingVersionRoutes } from './versions.tsx';
import { mappingWorkbookRoutes } from './workbook.tsx';

export const mappingRoutes = [
  mappingPage,
  mappingFieldPage,
  mappingValuesPage,
  saveMapping,
  ...mappingVersionRoutes,
  ...mappingWorkbookRoutes,
];
