import type { Environment, Gate } from '../schemas/terms.ts';

/** What a document is about. */
export type DocumentKind =
  | 'preflight'
  | 'scope'
  | 'quality'
  | 'mapping'
  | 'matches'
  | 'people'
  | 'extraction'
  | 'schema-plan'
  | 'schema-check'
  | 'schema'
  | 'reconciliation'
  | 'verification'
  | 'receipt'
  | 'spot-check'
  | 'conflicts'
  | 'vanished'
  | 'rollback-preview'
  | 'rollback'
  | 'cancellation'
  | 'cutover-plan'
  | 'dry-run'
  | 'dry-run-handoff'
  | 'go-live'
  | 'fallback'
  | 'quiet-check'
  | 'handoff'
  | 'read-only-history'
  | 'final-report'
  | 'erasure'
  | 'acceptance-pack';

/** A fixed gate, or `exception` for every exception gate. */
export type DocumentGate = Exclude<Gate, `exception:${string}`> | 'exception';

const ofRehearsal: DocumentGate[] = ['rehearsal', 'production', 'exception'];
const ofProduction: DocumentGate[] = ['freeze', 'go-live', 'acceptance', 'exception'];
const ofLoad = { sandbox: ofRehearsal, production: ofProduction };
/** What a load changed other than as a plain copy of the source is decided at the rehearsal already. */
const ofChanges = { ...ofLoad, sandbox: ofRehearsal.filter((gate) => gate !== 'production') };

const gates: Record<DocumentKind, DocumentGate[] | Record<Environment, DocumentGate[]>> = {
  preflight: ['scope'],
  scope: ['scope'],
  quality: ['scope'],
  mapping: ['mapping'],
  matches: ['mapping'],
  // Whoever signs later sees it, too.
  people: ['mapping', 'rehearsal', 'production', 'freeze', 'go-live', 'acceptance', 'exception'],
  extraction: ['rehearsal', 'production', 'freeze', 'go-live', 'acceptance', 'exception'],
  'schema-plan': ['mapping'],
  'schema-check': { sandbox: ['rehearsal'], production: ['production', 'freeze', 'go-live', 'acceptance'] },
  schema: ofLoad,
  reconciliation: ofLoad,
  verification: ofLoad,
  receipt: ofLoad,
  'spot-check': { sandbox: ['rehearsal', 'production'], production: [] },
  conflicts: ofChanges,
  vanished: ofChanges,
  'rollback-preview': [],
  rollback: { sandbox: ['production', 'exception'], production: ['exception'] },
  cancellation: [],
  'cutover-plan': ['freeze', 'go-live'],
  'dry-run': ['rehearsal', 'freeze'],
  // A trial of what is handed over later.
  'dry-run-handoff': [],
  'quiet-check': ['go-live', 'acceptance', 'exception'],
  handoff: ['go-live', 'acceptance'],
  'go-live': ['go-live', 'acceptance'],
  'read-only-history': ['acceptance', 'exception'],
  fallback: ['freeze', 'exception'],
  'final-report': [],
  erasure: [],
  'acceptance-pack': [],
};

/** The gates at which a document is evidence. */
export function gatesOfDocument(kind: DocumentKind, environment: Environment | null): DocumentGate[] {
  const found = gates[kind];
  if (Array.isArray(found)) return found;
  return environment === null ? [] : found[environment];
}
