import type { Meaning } from '../../schemas/column-facts.ts';
import { abbreviationsOf, compoundsOf, containers } from './compounds.ts';

/** What a word in the name of a column speaks of. */
export type Concept =
  | Meaning
  | 'given'
  | 'family'
  | 'name'
  | 'company'
  | 'email'
  | 'phone'
  | 'street'
  | 'city'
  | 'postcode'
  | 'country'
  | 'language'
  | 'birth'
  | 'currency'
  | 'percent'
  | 'quantity'
  | 'day'
  | 'cycle'
  | 'amount'
  | 'taxpayer'
  | 'status'
  | 'user'
  | 'file'
  | 'remark';

/**
 * Words of column names in English, Spanish, German and French, without accents; of other languages only what names a person.
 */
const words: Record<Concept, string> = {
  given: 'first given forename fname firstname christian pila vorname rufname prenom voornaam pren',
  family:
    'last surname lastname lname family apellido apellidos nachname familienname famille patronyme cognome sobrenome achternaam ape apes apel zuname familien',
  name: 'name names nm fullname displayname nombre denominacion bezeichnung titel libelle nom title caption nomb bez bezchn benennung label libel intitule',
  company:
    'company organisation organization business firm corporation employer empresa firma firmenname societe entreprise ' +
    'razon raison rsocial razsoc fa unternehmen raisoc',
  email: 'email mail mailaddress correo courriel epost mel corr',
  phone:
    'phone tel telephone mobile cell msisdn gsm fax telefono tfno movil celular telefon rufnummer handy portable mobil cellulare telefoon tlf tlfno tfono tfn telef mov cel mob telnr fon',
  street:
    'street address addr address1 line1 road calle direccion domicilio strasse adresse anschrift rue voie indirizzo endereco straat dir direc domic str anschr adr',
  city: 'city town locality suburb ciudad poblacion localidad municipio ort stadt wohnort ville commune citta cidade woonplaats pob pobl loc mpio gemeinde',
  postcode: 'zip postcode postal zipcode cp codpostal plz postleitzahl cpostal',
  country: 'country nation pais land staat pays nazione paese',
  language: 'language lang locale idioma lengua sprache langue',
  birth:
    'birth dob birthday birthdate born nacimiento geburt geburtstag geburtsdatum naissance nascita nascimento geboortedatum nac fnac geb gebdat naiss ddn',
  currency: 'currency ccy curr cur moneda divisa waehrung devise monnaie mon dvs waehr whg wkz',
  percent: 'percent percentage pct rate porcentaje prozent pourcentage',
  quantity: 'quantity qty count units cantidad menge anzahl quantite cant cantid ctd uds mge qte anz stueck',
  day: 'day dom dia tag jour',
  cycle:
    'cycle bill billing bcd ciclo facturacion zyklus rechnungs cycle abrechnung rechnung fakturierung factura corte facturation prelevement',
  amount: 'amount amt value sum fee charge cost importe monto betrag summe montant imp impte mto betr mnt',
  total: 'total grand gross gesamt brutto endbetrag rechnungsbetrag rechnungssumme auftragssumme bruto ttc tot ges',
  balance:
    'balance outstanding open remaining arrears saldo pendiente offen solde reste rest restschuld ausstehend unbezahlt kontostand guthaben deuda adeudado impagado restant impaye impayee encours sdo pdte',
  price:
    'price unitprice monthly tariff precio tarifa cuota preis gebuehr prix tarif pvp prec punit pu epreis vk vkpreis uvp puht',
  discount: 'discount rebate reduction descuento rabatt nachlass remise dto dcto rab',
  tax: 'tax taxes vat gst iva impuesto steuer mwst tva taxe ust impto',
  limit: 'limit ceiling limite grenze plafond rahmen kreditrahmen',
  taxpayer:
    'taxid vatid vatno taxnumber tin fiscal nif cif rfc nit cuit ustid steuernummer siret siren steuernr ustidnr partitaiva piva codicefiscale btwnummer dni nie',
  issued:
    'issued issue invoiced billed emision ausgestellt rechnungsdatum emis ausstellung belegdatum fakturadatum fakturiert emitido emitida facturado facturada emise emission facturee',
  due: 'due payby vencimiento faellig faelligkeit echeance zahlbar vence vencido vencida exigible echu vto venc vcto faell ech',
  ordered:
    'ordered order placed requested pedido bestellt bestelldatum commande bestellung beauftragt auftragsdatum solicitado solicitada solicitud commandee',
  completed:
    'completed completion activated activation delivered finished fulfilled finalizado aktiviert erledigt termine abgeschlossen geliefert ausgefuehrt erledigung fertigstellung bereitgestellt completado completada entregado entregada activado activada terminado terminada livre livree realise realisee execute executee achevement',
  cancelled:
    'cancelled canceled cancellation terminated cancelacion storniert gekuendigt annule stornierung storno kuendigung widerrufen cancelado cancelada anulado anulada anulacion annulee annulation resilie resiliee resiliation',
  begins:
    'start started begin from since effective inicio desde beginn ab von debut depuis beginnt startet gueltigab alta vigente inicia',
  ends: 'end ended until till to expiry expires fin hasta ende bis fin jusqu endet gueltigbis baja termina expira expire',
  created:
    'created create creation registered creado erstellt angelegt cree erfasst anlage registrado registrada creada creee cre',
  updated:
    'updated modified changed update lastmodified modificado geaendert modifie aenderung aktualisiert actualizado modificada modifiee maj modif aend',
  status: 'status state condition lifecycle estado situacion zustand statut etat edo sts',
  user: 'owner agent author login rep handler manager salesrep dealer comercial gestor agente autor betreuer bearbeiter verfasser vendeur auteur vend agte bearb',
  file: 'file filename attachment fichero archivo datei dateiname fichier',
  remark:
    'remark remarks note notes comment comments description desc body text message memo observaciones nota descripcion bemerkung notiz beschreibung remarque commentaire obs observ bem coment',
};

const conceptsOf = new Map<string, Concept[]>();
for (const [concept, list] of Object.entries(words) as [Concept, string][])
  for (const word of new Set(list.split(' '))) conceptsOf.set(word, [...(conceptsOf.get(word) ?? []), concept]);

/** `billCycleDay`, `bill_cycle_day` and `Bill-Cycle day` have the same words. */
export const wordsOfName = (name: string): string[] =>
  name
    .replace(/^extensions\./, '')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll(/[äöü]/g, (letter) => ({ ä: 'ae', ö: 'oe', ü: 'ue' })[letter]!)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/** Two words that mean something else together. */
const pairs: [RegExp, Concept][] = [
  [/(?:^| )(?:tax|vat) (?:id|no|nr|num|number|reg|registration)(?: |$)/, 'taxpayer'],
  [/(?:^| )(?:partita iva|p iva|codice fiscale|btw (?:nummer|nr|id))(?: |$)/, 'taxpayer'],
  [/(?:^| )e mail(?: |$)/, 'email'],
  [/(?:^| )(?:raz(?:on)? soc(?:ial)?|nom(?:bre)? (?:com(?:m?ercial)?|fiscal))(?: |$)/, 'company'],
  [/(?:^| )(?:fecha (?:de )?factura|date (?:de )?factur(?:e|ation)|(?:invoice|bill) date)(?: |$)/, 'issued'],
  [/(?:^| )limite (?:de )?(?:pago|paiement)(?: |$)/, 'due'],
];

/** Parts of longer words that say nothing about the value: `faelligkeitsdatum`, `vertragsende`. */
const neutral = new Set(
  'date datum fecha nummer number numero vertrag vertrags laufzeit monat monats jahr jahres kunde kunden konto zahlung'.split(
    ' ',
  ),
);
const { partsOf, withEnding, without } = compoundsOf(
  (word) => conceptsOf.has(word) || neutral.has(word) || containers.has(word),
);

/** Shorter words are made of two others by chance: `report`. */
const shortestCompound = 7;
/** Endings of adjectives and plurals: `offener`, `pendientes`. */
const inflections = ['er', 'en', 'es', 'em', 'e', 's'];

const abbreviated = abbreviationsOf(conceptsOf);

/** What a word speaks of: a compound with all its parts, or with its end, which says what it is. */
function conceptsOfWord(text: string): readonly Concept[] {
  // `apellido2`
  const word = conceptsOf.has(text) ? text : text.replace(/(?<=[a-z]{3})\d+$/, '');
  const known = conceptsOf.get(word) ?? conceptsOf.get(without(word, inflections) ?? '');
  if (known) return known;
  const parts = word.length >= shortestCompound ? (partsOf(word) ?? []) : [];
  // The name of a street is no name.
  if (parts.length > 0)
    return parts.flatMap((part) => conceptsOf.get(part) ?? []).filter((concept) => concept !== 'name');
  return conceptsOf.get(withEnding(word)?.[1] ?? '') ?? abbreviated(word) ?? [];
}

/** What the name of a column speaks of. */
export function conceptsIn(name: string): ReadonlySet<Concept> {
  const parts = wordsOfName(name);
  const found = new Set(parts.flatMap(conceptsOfWord));
  for (const [pair, concept] of pairs) if (pair.test(parts.join(' '))) found.add(concept);
  if (found.has('taxpayer')) found.delete('tax');
  // `last` in `last_modified` is no surname.
  if (found.has('updated') || found.has('user')) found.delete('family');
  return found;
}
