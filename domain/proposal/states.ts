import { folded } from './features.ts';

/** What a state means, in words of English, Spanish, German and French. Phrases are separated by commas. */
const states = {
  created:
    'new, created, create, draft, open, pending, acknowledged, submitted, unpaid, sent, issued, due, overdue, past due, ' +
    'initialized, quotation, not paid, partially paid, part paid, reminded, dunned, neu, offen, erstellt, angelegt, entwurf, ' +
    'eingegangen, in vorbereitung, unbezahlt, teilbezahlt, teilweise bezahlt, versendet, faellig, ueberfaellig, gemahnt, ' +
    'angemahnt, mahnung, im mahnwesen, in mahnung, nuevo, nueva, creado, creada, borrador, pendiente, impagado, impagada, ' +
    'emitido, emitida, enviado, enviada, abierto, abierta, vencido, vencida, parcialmente pagado, parcialmente pagada, pago ' +
    'parcial, en mora, reclamado, reclamada, nouveau, nouvelle, cree, creee, brouillon, en attente, impaye, impayee, emis, ' +
    'emise, envoye, envoyee, ouvert, ouverte, echu, echue, en retard, partiellement paye, partiellement payee, relance, relancee',
  approved:
    'approved, accepted, confirmed, active, in progress, processing, running, partial, held, on hold, paused, suspended, ' +
    'blocked, posted, committed, authorised, authorized, sale, bestaetigt, aktiv, in bearbeitung, freigegeben, genehmigt, ' +
    'angenommen, beauftragt, laufend, pausiert, ruhend, ausgesetzt, gesperrt, teilgeliefert, aprobado, aprobada, aceptado, ' +
    'aceptada, confirmado, confirmada, activo, activa, en proceso, en curso, en pausa, suspendido, suspendida, bloqueado, ' +
    'bloqueada, approuve, approuvee, accepte, acceptee, confirme, confirmee, actif, en cours, en pause, suspendu, suspendue, ' +
    'bloque, bloquee',
  delivered:
    'delivered, completed, complete, done, closed, fulfilled, finished, paid, settled, shipped, installed, erledigt, fertig, ' +
    'abgeschlossen, geliefert, ausgeliefert, bezahlt, ausgefuehrt, beglichen, ausgeglichen, installiert, completado, ' +
    'completada, entregado, entregada, cerrado, cerrada, pagado, pagada, cobrado, cobrada, finalizado, finalizada, instalado, ' +
    'instalada, termine, terminee, livre, livree, paye, payee, acquittee, cloture, cloturee, regle, reglee, installe, installee',
  cancelled:
    'cancelled, canceled, cancel, void, voided, rejected, terminated, discontinued, withdrawn, aborted, written off, failed, ' +
    'storniert, abgebrochen, gekuendigt, abgelehnt, eingestellt, stillgelegt, zurueckgezogen, widerrufen, abgeschrieben, ' +
    'ausgebucht, fehlgeschlagen, cancelado, cancelada, anulado, anulada, rechazado, rechazada, rescindido, rescindida, baja, ' +
    'dado de baja, dada de baja, incobrable, annule, annulee, refuse, refusee, resilie, resiliee, abandonne, abandonnee, ' +
    'irrecouvrable',
} as const;

const activity = {
  yes:
    'active, enabled, available, sellable, launched, live, current, in use, on sale, aktiv, gueltig, verfuegbar, im verkauf, ' +
    'in betrieb, bestellbar, buchbar, lieferbar, laufend, activo, activa, vigente, disponible, en venta, habilitado, ' +
    'habilitada, actif, en vente, en service',
  no:
    'inactive, retired, obsolete, withdrawn, disabled, ended, expired, discontinued, rejected, suspended, paused, archived, ' +
    'terminated, unavailable, not available, end of life, inaktiv, gesperrt, abgelaufen, ausgelaufen, auslaufend, eingestellt, ' +
    'gekuendigt, stillgelegt, pausiert, beendet, deaktiviert, archiviert, veraltet, zurueckgezogen, ungueltig, nicht ' +
    'verfuegbar, inactivo, inactiva, retirado, retirada, baja, dado de baja, caducado, caducada, descatalogado, descatalogada, ' +
    'suspendido, suspendida, bloqueado, bloqueada, desactivado, desactivada, deshabilitado, deshabilitada, obsoleto, obsoleta, ' +
    'archivado, archivada, vencido, vencida, no disponible, inactif, inactive, retire, retiree, suspendu, suspendue, resilie, ' +
    'resiliee, desactive, desactivee, expire, expiree, echu, echue, archive, archivee, arrete, arretee, indisponible',
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
