import { folded } from './features.ts';

/** What a state means, in words of English, Spanish, German and French. Phrases are separated by commas. */
const states = {
  created:
    'new, created, create, draft, open, pending, acknowledged, submitted, unpaid, sent, issued, due, overdue, initialized, ' +
    'quotation, not paid, neu, offen, erstellt, entwurf, unbezahlt, versendet, nuevo, nueva, creado, creada, borrador, ' +
    'pendiente, impagada, emitida, abierto, nouveau, cree, creee, brouillon, en attente, impayee, emise, ouvert, partially paid',
  approved:
    'approved, accepted, confirmed, active, in progress, processing, running, partial, held, posted, committed, authorised, ' +
    'authorized, sale, bestaetigt, aktiv, in bearbeitung, freigegeben, laufend, aprobado, aprobada, confirmado, activo, ' +
    'en proceso, en curso, approuve, confirme, actif, en cours',
  delivered:
    'delivered, completed, complete, done, closed, fulfilled, finished, paid, settled, shipped, installed, erledigt, ' +
    'abgeschlossen, geliefert, bezahlt, ausgefuehrt, beglichen, completado, completada, entregado, entregada, cerrado, ' +
    'pagado, pagada, finalizado, termine, terminee, livre, livree, paye, payee, cloture, reglee',
  cancelled:
    'cancelled, canceled, cancel, void, voided, rejected, terminated, aborted, written off, failed, storniert, abgebrochen, ' +
    'gekuendigt, abgelehnt, cancelado, cancelada, anulado, anulada, rechazado, baja, annule, annulee, refuse, resilie',
} as const;

const activity = {
  yes:
    'active, enabled, available, sellable, launched, live, current, in use, on sale, aktiv, gueltig, verfuegbar, activo, ' +
    'vigente, disponible, actif',
  no:
    'inactive, retired, obsolete, withdrawn, disabled, ended, expired, discontinued, rejected, inaktiv, gesperrt, abgelaufen, ' +
    'inactivo, retirado, baja, caducado, inactif, retire',
} as const;

const index = (classes: Record<string, string>): Map<string, string> =>
  new Map(Object.entries(classes).flatMap(([name, list]) => list.split(', ').map((phrase) => [bare(phrase), name])));
/** `In_progress`, `inProgress` and `IN PROGRESS` are the same. */
const bare = (text: string) => folded(text).replaceAll(' ', '');

const stateOf = index(states);
const activityOf = index(activity);

/** A value map, and the values that it has no entry for. */
export interface ProposedMap {
  entries: Record<string, string | boolean | null>;
  open: string[];
}

const collect = (values: readonly string[], find: (value: string) => string | boolean | undefined): ProposedMap => {
  const found = values.map((value) => [value, find(value)] as const);
  return {
    entries: Object.fromEntries(found.filter((one): one is [string, string | boolean] => one[1] !== undefined)),
    open: found.filter(([, target]) => target === undefined).map(([value]) => value),
  };
};

/** For each value the one of a pick list that is written alike, or else the first that means the same state. */
export function mapToList(values: readonly string[], list: readonly string[]): ProposedMap {
  return collect(values, (value) => {
    const alike = list.find((one) => bare(one) === bare(value));
    const state = stateOf.get(bare(value));
    return alike ?? list.find((one) => state !== undefined && stateOf.get(bare(one)) === state);
  });
}

/** For each value whether it means that something is in use. */
export const mapToActive = (values: readonly string[]): ProposedMap =>
  collect(values, (value) => {
    const found = activityOf.get(bare(value));
    return found && found === 'yes';
  });
