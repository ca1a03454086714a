/**
 * What the words in names of columns and fields mean, in English, Spanish, German and French. A line is a concept and its words in
 * each language, without accents. Several concepts may share a word.
 */
export const vocabulary = `
id|id ident identifier key uid uuid guid pk oid ref reference gid|identificador clave|kennung schluessel kz|identifiant cle
number|number no num nr nbr numero nummer|numero num nro|nummer nr|numero num no
code|code cd|codigo cod|code kuerzel|code
name|name nm title label caption|nombre denominacion nom nomb|name bezeichnung bez benennung bezchn|nom libelle intitule
first|first given fore fname gn christian|pila|vor|prenom pren
last|last sur family lname surname|apellido apellidos paterno ape apes apel|nach familien zu familienname nachn zun|famille patronyme
middle|middle second mid|segundo materno|zweiter mittel|deuxieme
fullname|fullname displayname friendly formatted|completo|voll|complet
salutation|salutation title honorific prefix courtesy|tratamiento saludo|anrede titel|civilite
company|company organisation organization org business trading firm corporation corp legal enterprise employer companyname|empresa razon social sociedad compania negocio rsocial razsoc|firma unternehmen gesellschaft betrieb firmen firmenname fa|societe entreprise raison sociale enseigne raisoc
customer|customer cust client party holder owner patron payer|cliente titular abonado socio beneficiario clientes cli clte cte|kunde kunden debitor inhaber debitoren kd kundin auftraggeber besteller abnehmer vertragspartner rechnungsempfaenger knd|client titulaire abonne clients
subscriber|subscriber sub subs subscription line enduser user|suscriptor abonado linea usuario abon|teilnehmer anschluss|abonne ligne utilisateur
account|account acct acc ba billingaccount aid|cuenta cta|konto kto vertragskonto|compte cpte
contact|contact person individual|contacto persona|kontakt ansprechpartner person|contact personne
email|email mail emailaddress smtp|correo email mail corr|email mail epost emailadresse mailadresse|courriel email mel adresselectronique
phone|phone tel telephone telephon fon landline phonenumber|telefono tfno tlf tel fono tfn telef tlfno tfono|telefon tel fon rufnummer festnetz telefonnummer telefonnr telnr|telephone tel fixe
mobile|mobile cell cellular msisdn gsm handy mdn cli handset|movil celular cel mov|handy mobil mobilnummer mobilfunk mobiltelefon mobilfunknummer mob|portable mobile
fax|fax facsimile|fax|fax telefax|fax telecopie
home|home private residential|casa particular hogar|privat zuhause|domicile personnel perso
other|other alt alternate secondary second additional alternative|otro alterno alternativo secundario adicional|weitere andere zweite zusatz|autre secondaire
street|street addr address address1 line1 road addresses addres addres1|calle direccion domicilio dir via avenida direc domic dom|strasse str adresse anschrift strassenname|rue adresse voie adr
address2|address2 line2 street2 addres2 addresses2|piso complemento|adresszusatz zusatz|complement
house|house building apartment flat unit housenumber|portal exterior interior puerta|haus hausnummer hausnr hnr|batiment
city|city town locality suburb municipality village|ciudad poblacion localidad municipio pob pobl loc mpio|ort stadt wohnort gemeinde|ville commune localite
state|state province region county stateprovince|provincia estado region comunidad prov entidadfederativa departamento pcia dpto|bundesland region kanton|departement region province
zip|zip postcode postal postalcode pc zipcode|postal cp codpostal cpostal|plz postleitzahl|postal cp
country|country ctry nation|pais|land staat laender|pays
billing|billing bill invoicing|facturacion fact|rechnungs abrechnungs rech|facturation
shipping|shipping delivery ship service installation|entrega envio instalacion|liefer versand|livraison
birth|birth dob birthday birthdate born dateofbirth|nacimiento nac nacim cumpleanos fnac|geburt geburts geb gebdat|naissance naiss ddn
gender|gender sex|sexo genero|geschlecht|sexe
date|date dt day datetime time timestamp ts at on when|fecha fec f dia hora fch|datum dat tag zeit zeitpunkt termin|date dte jour heure
start|start started begin began from since effective commence activation activated activate join signup onboarding|inicio alta desde activacion ingreso contratacion apertura|beginn begonnen gestartet start ab von aktivierung anmelde seit vertragsbeginn|debut depuis activation ouverture
end|end ended finished until till to expiry expiration expire termination terminate terminated cancel cancelled deactivation deactivated close closed cease|fin baja hasta cancelacion termino terminacion cierre|ende bis kuendigung ablauf abmelde gekuendigt beendet schluss|fin jusqu resiliation expiration fermeture cloture
created|created create creation cre inserted insert entered registered|creacion creado registro creada registrado registrada|erstellt angelegt anlage erfasst erfassung anlagedatum|creation cree creee
modified|modified updated update changed lastupdate lastmodified lastmod upd chg write modstamp systemmodstamp touched|modificacion modificado actualizacion ult modif actualizado actualizada modificada cambio actualiz|geaendert aenderung aktualisiert aktualisierung bearbeitung veraendert bearbeitet aend|modification modifie maj
due|due payby paymentdue duedate|vencimiento vto venc vcto vencim|faellig faelligkeit fael|echeance ech
invoice|invoice inv bill billno statement|factura fra comprobante fac|rechnung rechnungs re faktura beleg rg rgnr renr fakt|facture fact fac
order|order ord salesorder|pedido orden ped|auftrag bestellung bestell bst auftr|commande cde
purchaseorder|po pono purchaseorder|ordencompra|kundenbestellung|
status|status state sts stat lifecycle condition lifecyclestatus|estado situacion status estatus edo|status zustand|statut etat
type|type kind class category categories typ categoryname segment|tipo clase familia categoria rubro|typ art kategorie klasse kundengruppe|type genre categorie
segment|segment tier group market|segmento|segment gruppe|segment groupe
price|price rate fee unitprice tariff charge|precio tarifa cuota pvp prec punit pu|preis gebuehr tarif entgelt vk vkpreis uvp epreis|prix tarif puht
amount|amount amt value sum|importe monto imp impte mto|betrag summe wert betr|montant mnt
total|total grand gross totalamount taxincluded|total bruto tot|gesamt brutto summe gesamtsumme ges|total ttc tot
subtotal|subtotal net netamount taxexcluded dutyfree|neto base|netto zwischen|ht sous
tax|tax vat gst duty taxes|iva impuesto impto|steuer mwst ust|tva taxe impot
taxid|taxid vatid vatno taxnumber tin taxreg registrationno fiscal taxregno|nif cif rfc nit cuit ruc rut cedula dni nie|ustid steuernummer ustidnr|siret siren
discount|discount rebate reduction dsc|descuento dto dcto|rabatt nachlass|remise
balance|balance bal outstanding remaining open arrears|saldo pendiente deuda adeudo adeudado vencido sdo pdte|saldo offen restbetrag|solde reste encours
credit|credit crd|credito|kredit gutschrift|credit avoir
limit|limit lmt ceiling max threshold|limite cupo tope|limit grenze|plafond limite
currency|currency ccy curr cur unit iso4217|moneda divisa mon dvs|waehrung waehr whg wkz|devise monnaie
quantity|quantity qty count pieces|cantidad cant cantid ctd uds|menge anzahl stueck zahl mge|quantite qte
uom|uom usageunit measure unitofmeasure|unidad unidades medida udm|einheit mengeneinheit masseinheit|unite
without|without excluded excl net exclude|sin|ohne|sans hors
with|with included incl|con|mit|avec
annual|annual yearly year|anual|jahres jahr|annuel
product|product prod item article offering sku plan package offer service|producto articulo plan oferta art artic serv|produkt artikel tarif leistung ware artnr|produit article offre forfait
component|component constituent bundle contents|componente paquete|bestandteil komponente paketinhalt stueckliste|composant composition
catalog|catalog catalogue family|catalogo|katalog warengruppe produktgruppe artikelgruppe|catalogue famille
manufacturer|manufacturer maker brand|fabricante marca|hersteller marke|fabricant marque
vendor|vendor supplier|proveedor|lieferant|fournisseur
description|description desc descr details detail text remark|descripcion desc detalle texto|beschreibung beschr text langtext|description desc texte
note|note notes comment comments remark remarks memo annotation|nota notas observaciones comentario obs observacion comentarios|notiz bemerkung anmerkung kommentar anmerkungen bemerkungen hinweis|note remarque commentaire observation remarques commentaires
subject|subject topic headline summary|asunto|betreff gegenstand|objet sujet
active|active enabled inuse isactive sellable live|activo activa vigente|aktiv|actif
deleted|deleted del removed archived|borrado eliminado|geloescht|supprime
flag|is has flag ind indicator bool allow exclude|indicador|kennzeichen kz ist|indicateur
parent|parent upper superior head reseller|padre matriz superior|eltern uebergeordnet haupt mutter konzernmutter|parent mere
child|child children isparent|hijo|kind unter|enfant
owner|owner author manager salesrep agent rep accountmanager am handler responsible assigned dealer salesman partner executive advisor assignee seller|autor comercial vendedor gestor agente ejecutivo asesor encargado responsable vend agte|verfasser bearbeiter betreuer vertriebler verkaeufer vertreter vertriebsmitarbeiter sachbearbeiter berater kundenberater aussendienst bearb|auteur commercial vendeur responsable conseiller gestionnaire
language|language lang locale lng|idioma lengua|sprache|langue
timezone|timezone tz zone|zona horaria|zeitzone|fuseau
website|website web url homepage www site|web pagina|webseite internet homepage internetseite|site web
industry|industry sector branch|sector industria giro ramo|branche sektor|secteur activite
sic|sic siccode|||
employees|employees headcount staff numberofemployees|empleados|mitarbeiter mitarbeiterzahl|effectif
revenue|revenue turnover sales income|ingresos|umsatz|chiffre
department|department dept division|departamento area depto|abteilung|
jobtitle|jobtitle position function occupation profession designation|cargo puesto profesion|funktion beruf stellung|fonction poste
reporting|reporting reports reportsto supervisor|jefe|vorgesetzter|superieur
assistant|assistant asst|asistente|assistent assistentin|assistante
optin|optin optout consent marketing newsletter unsubscribe notified notification opted|consentimiento publicidad|einwilligung werbung newsletter werbesperre|consentement
payment|payment pay paid pmt|pago cobro pag|zahlung zahl|paiement reglement
method|method mode means instrument channel|forma metodo medio|art weise mittel methode|mode moyen
terms|terms condition conditions|condiciones plazo|bedingungen ziel konditionen|conditions modalites
duration|duration seconds secs|duracion segundos|dauer sekunden|duree secondes
body|body content message|cuerpo contenido mensaje|inhalt nachricht|contenu corps
cycle|cycle period billcycle frequency periodicity recurring duration|ciclo periodo periodicidad|zyklus periode turnus rhythmus|cycle periode periodicite
dayofmonth|bcd billcycleday dom chargingday nextinvoice|diafactura|stichtag|jour
external|external ext foreign legacy crm import|externo|extern fremd alt|externe
source|source origin leadsource|origen procedencia|herkunft quelle|origine provenance
lead|lead campaign|prospecto|interessent|prospect
version|version rev revision optlock etag|version|version|version
tenant|tenant entity mandant realm domain|entidad|mandant|locataire
hash|hash checksum digest stamp signature md5 sha|hash|pruefsumme|empreinte
attempts|attempts failed retries|intentos|versuche|tentatives
reason|reason cause statusreason|motivo causa|grund ursache|motif cause
contract|contract agreement vertrag|contrato|vertrag|contrat
sales|sales sale sell|venta|verkauf vertrieb|vente
support|support maintenance warranty|soporte garantia|wartung garantie|garantie
stock|stock inventory available|existencias|bestand lager|stock
period|period|periodo|zeitraum|periode
json|json attributes characteristic characteristics attribs meta custom extra|atributos|merkmale attribute|attributs
issued|issued issue issuance emitted|emision emitida expedicion|ausgestellt ausstellung|emission emis
login|login logon username lastlogin selfcare|usuario acceso|benutzer anmeldename anmeldung|identifiant connexion
exempt|exempt exemption taxable taxexempt|exento|steuerfrei befreit|exonere
rule|rule formula algorithm scheme condition pricing|formula regla esquema|formel regel staffel staffelung|formule regle
valid|valid validity|vigencia|gueltig|valide valable
month|month monthly|mensual mes|monatlich monats monat|mensuel mois
rating|rating creditworthiness|calificacion|bewertung bonitaet|notation
ownership|ownership|titularidad|eigentumsform|propriete
commission|commission|comision|provision|commission
reorder|reorder|reposicion|nachbestell meldebestand|reapprovisionnement
level|level|nivel|stufe|niveau
`;
