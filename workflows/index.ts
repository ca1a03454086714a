export { engagement } from './engagement.ts';
export { inquiry } from './inquiry.ts';
export { migration } from './migration.ts';
export { moduleLoad } from './module-load.ts';
export { purge } from './purge.ts';
export { rollback } from './rollback.ts';
export { schema } from './schema.ts';
