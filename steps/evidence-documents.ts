import { basename } from 'node:path';
import type { StoredDocument } from '../connectors/ledger/documents.ts';
import type { Run } from '../connectors/ledger/runs.ts';
import type { DocumentGate, DocumentKind } from '../domain/gates-of-documents.ts';
import type { Gate } from '../schemas/terms.ts';

interface GateSubject {
  gate: Gate;
  documentGate: DocumentGate;
  /** Name of the newest extraction. */
  staging: string | null;
  /** The loads that the gate is about. */
  loads: Run[];
  rehearsal: Run | null;
}

/** What is written anew in each cutover, after its plan. */
const ofCutover: DocumentKind[] = ['quiet-check', 'go-live', 'handoff', 'read-only-history'];

/**
 * Which documents are evidence of a gate: only those about its own loads and its own cutover, never those of an earlier rehearsal or
 * of its dry run.
 */
export const isEvidenceOf =
  ({ gate, documentGate, staging, loads, rehearsal }: GateSubject) =>
  (document: StoredDocument, _: number, all: StoredDocument[]): boolean => {
    if (!document.gates.includes(documentGate)) return false;
    const { kind, environment, run } = document;
    // An extraction is evidence of the loads that were made from it; that of a dry run of no other load than its own delta.
    if (kind === 'extraction')
      return loads.length > 0 && (!/^extraction-dry-run-/.test(document.name) || isOf(document, staging));
    // It tries the cutover of production, whose gates are about other loads.
    if (kind === 'dry-run') return rehearsal !== null && run === rehearsal.run;
    if (ofCutover.includes(kind) && isOfEarlierCutover(document, all)) return false;
    // It leads back to the freeze. After that, the next cutover has begun.
    if (kind === 'fallback' && documentGate === 'exception')
      return gate === 'exception:fallback' && !isOfEarlierCutover(document, all);
    if (!environment) return true;
    const isOwn = (one: StoredDocument) =>
      loads.some((load) => load.environment === one.environment && load.run === one.run);
    // A measurement from before the loads is about another state of the org.
    if (kind === 'schema-check')
      return all.every((one) => one.kind !== 'schema' || !isOwn(one) || one.writtenAt <= document.writtenAt);
    if (run) return isOwn(document);
    // A document about the whole environment, such as a rollback, is about the gate's load if it is newer than the load.
    return all.some((one) => isOwn(one) && one.environment === environment && one.writtenAt <= document.writtenAt);
  };

const isOf = ({ name }: StoredDocument, staging: string | null): boolean =>
  staging !== null && name.startsWith(`extraction-${basename(staging)}.`);

/** The plan is written before the gate freeze opens. */
const isOfEarlierCutover = ({ writtenAt }: StoredDocument, all: StoredDocument[]): boolean =>
  all.some(({ kind, writtenAt: planned }) => kind === 'cutover-plan' && writtenAt < planned);
