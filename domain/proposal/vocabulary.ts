/**
 * What the words in names of columns and fields mean, in English, Spanish, German and French. A line is a concept and its words in
 * each language, without accents. Several concepts may share a word.
 */
export const vocabulary = `
id|id ident identifier key uid uuid guid pk oid ref reference gid|identificador clave|kennung schluessel kz|identifiant cle
number|number no num nr nbr numero nummer|numero num nro|nummer nr|numero num no
code|code cd|codigo cod|code kuerzel|code
name|name nm title label caption|nombre denominacion nom|name bezeichnung bez benennung|nom libelle intitule
first|first given fore fname gn christian|pila|vor|prenom
last|last sur family lname surname|apellido apellidos paterno|nach familien zu|famille patronyme
middle|middle second mid|segundo materno|zweiter mittel|deuxieme
fullname|fullname displayname friendly formatted|completo|voll|complet
salutation|salutation title honorific prefix courtesy|tratamiento saludo|anrede titel|civilite
company|company organisation organization org business trading firm corporation corp legal enterprise employer companyname|empresa razon social sociedad compania|firma unternehmen gesellschaft betrieb firmen|societe entreprise raison sociale
customer|customer cust client party holder owner patron payer|cliente titular abonado socio beneficiario|kunde kunden debitor inhaber debitoren|client titulaire abonne
subscriber|subscriber sub subs subscription line enduser user|suscriptor abonado linea usuario|teilnehmer anschluss|abonne ligne utilisateur
account|account acct acc ba billingaccount aid|cuenta cta|konto kto vertragskonto|compte cpte
contact|contact person individual|contacto persona|kontakt ansprechpartner person|contact personne
email|email mail emailaddress smtp|correo email mail|email mail epost|courriel email mel
phone|phone tel telephone telephon fon landline phonenumber|telefono tfno tlf tel|telefon tel fon rufnummer festnetz|telephone tel fixe
mobile|mobile cell cellular msisdn gsm handy mdn cli handset|movil celular|handy mobil mobilnummer|portable mobile
fax|fax facsimile|fax|fax telefax|fax telecopie
home|home private residential|casa particular|privat|domicile
other|other alt alternate secondary second additional alternative|otro alterno alternativo secundario adicional|weitere andere zweite zusatz|autre secondaire
street|street addr address address1 line1 road addresses addres addres1|calle direccion domicilio dir via|strasse str adresse anschrift|rue adresse voie
address2|address2 line2 street2 addres2 addresses2|piso complemento|adresszusatz zusatz|complement
house|house building apartment flat unit housenumber|portal exterior interior puerta|haus hausnummer hausnr|batiment
city|city town locality suburb municipality|ciudad poblacion localidad municipio|ort stadt wohnort|ville commune localite
state|state province region county stateprovince|provincia estado region comunidad prov|bundesland region|departement region province
zip|zip postcode postal postalcode pc zipcode|postal cp codpostal|plz postleitzahl|postal cp
country|country ctry nation|pais|land staat|pays
billing|billing bill invoicing|facturacion fact|rechnungs abrechnungs rech|facturation
shipping|shipping delivery ship service installation|entrega envio instalacion|liefer versand|livraison
birth|birth dob birthday birthdate born dateofbirth|nacimiento nac|geburt geburts geb|naissance naiss
gender|gender sex|sexo genero|geschlecht|sexe
date|date dt day datetime time timestamp ts at on when|fecha fec f dia hora|datum dat tag zeit zeitpunkt|date dte jour heure
start|start begin from since effective commence activation activated activate join signup onboarding|inicio alta desde activacion|beginn start ab von aktivierung anmelde|debut depuis activation
end|end until till to expiry expiration expire termination terminate terminated cancel cancelled deactivation deactivated close closed cease|fin baja hasta cancelacion|ende bis kuendigung ablauf abmelde|fin jusqu resiliation expiration
created|created create creation cre inserted insert entered registered|creacion creado registro|erstellt angelegt anlage erfasst erfassung anlagedatum|creation cree
modified|modified updated update changed lastupdate lastmodified lastmod upd chg write|modificacion modificado actualizacion ult modif|geaendert aenderung aktualisiert|modification modifie maj
due|due payby paymentdue duedate|vencimiento vto|faellig faelligkeit|echeance
invoice|invoice inv bill billno statement|factura fra|rechnung rechnungs re faktura|facture fact
order|order ord po purchase salesorder|pedido orden|auftrag bestellung|commande cde
status|status state sts stat lifecycle condition lifecyclestatus|estado situacion status|status zustand|statut etat
type|type kind class category categories typ categoryname segment|tipo clase familia|typ art kategorie klasse kundengruppe|type genre categorie
segment|segment tier group market|segmento|segment gruppe|segment groupe
price|price rate fee unitprice tariff charge|precio tarifa cuota|preis gebuehr tarif|prix tarif
amount|amount amt value sum|importe monto|betrag summe wert|montant
total|total grand gross totalamount taxincluded|total bruto|gesamt brutto summe|total ttc
subtotal|subtotal net netamount taxexcluded dutyfree|neto base|netto zwischen|ht sous
tax|tax vat gst duty taxes|iva impuesto|steuer mwst ust|tva taxe impot
taxid|taxid vatid vatno taxnumber tin taxreg registrationno fiscal taxregno|nif cif rfc nit cuit|ustid steuernummer ustidnr|siret siren
discount|discount rebate reduction dsc|descuento dto|rabatt nachlass|remise
balance|balance bal outstanding remaining open arrears|saldo pendiente|saldo offen|solde reste
credit|credit crd|credito|kredit gutschrift|credit avoir
limit|limit lmt ceiling max threshold|limite|limit grenze|plafond limite
currency|currency ccy curr cur unit iso4217|moneda divisa|waehrung|devise monnaie
quantity|quantity qty count pieces|cantidad cant|menge anzahl stueck zahl|quantite qte
uom|uom usageunit measure|unidad unidades medida|einheit mengeneinheit|unite
without|without excluded excl net exclude|sin|ohne|sans hors
with|with included incl|con|mit|avec
annual|annual yearly year|anual|jahres jahr|annuel
product|product prod item article offering sku plan package offer service|producto articulo plan oferta|produkt artikel tarif leistung|produit article offre forfait
catalog|catalog catalogue|catalogo|katalog warengruppe|catalogue
manufacturer|manufacturer maker brand vendor supplier|fabricante marca proveedor|hersteller marke lieferant|fabricant marque fournisseur
description|description desc descr details detail text remark|descripcion desc detalle|beschreibung beschr text|description desc
note|note notes comment comments remark remarks memo annotation|nota notas observaciones comentario obs|notiz bemerkung anmerkung kommentar|note remarque commentaire observation
subject|subject topic headline summary|asunto|betreff gegenstand|objet sujet
active|active enabled inuse isactive sellable live|activo vigente|aktiv|actif
deleted|deleted del removed archived|borrado eliminado|geloescht|supprime
flag|is has flag ind indicator bool allow exclude|indicador|kennzeichen kz ist|indicateur
parent|parent upper superior head reseller|padre matriz superior|eltern uebergeordnet haupt mutter konzernmutter|parent mere
child|child children isparent|hijo|kind unter|enfant
owner|owner manager salesrep agent rep accountmanager am handler responsible assigned dealer salesman partner|comercial vendedor gestor agente ejecutivo|betreuer vertriebler verkaeufer vertreter vertriebsmitarbeiter|commercial vendeur responsable
language|language lang locale lng|idioma lengua|sprache|langue
timezone|timezone tz zone|zona horaria|zeitzone|fuseau
website|website web url homepage www site|web pagina|webseite internet homepage|site web
industry|industry sector branch sic|sector industria giro|branche sektor|secteur activite
employees|employees headcount staff numberofemployees|empleados|mitarbeiter mitarbeiterzahl|effectif
revenue|revenue turnover sales income|ingresos|umsatz|chiffre
department|department dept division|departamento area depto|abteilung|
jobtitle|jobtitle position role function occupation profession|cargo puesto profesion|funktion beruf stellung|fonction poste
optin|optin optout consent marketing newsletter unsubscribe notified notification|consentimiento publicidad|einwilligung werbung newsletter|consentement
payment|payment pay paid pmt|pago cobro|zahlung zahl|paiement reglement
method|method mode means instrument channel|forma metodo medio|art weise mittel methode|mode moyen
terms|terms condition conditions|condiciones plazo|bedingungen ziel konditionen|conditions modalites
cycle|cycle period billcycle frequency periodicity recurring duration|ciclo periodo periodicidad|zyklus periode turnus rhythmus|cycle periode periodicite
dayofmonth|bcd billcycleday dom chargingday nextinvoice|diafactura|stichtag|jour
external|external ext foreign legacy crm import source|externo|extern fremd alt|externe
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
rule|rule formula algorithm scheme condition pricing|formula regla esquema|formel regel|formule regle
valid|valid validity|vigencia|gueltig|valide valable
month|month monthly|mensual mes|monatlich monats monat|mensuel mois
`;
