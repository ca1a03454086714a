import type { Condition } from '../../schemas/mapping.ts';
import { toBoolean } from '../values/texts.ts';
import { activityRoutes } from './activities.ts';
import { folded, moduleOf, type Column } from './features.ts';
import { speaksOf } from './names.ts';
import type { ProposedRoute, SourceTable } from './source.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const business = words(
  'bus business b2b biz corp corporate company enterprise ent org organisation organization sme smb soho commercial firm firma ' +
    'empresa emp empresarial pyme negocio juridica moral corporativo sociedad unternehmen geschaeft geschaeftlich geschaeftskunde gk ' +
    'gewerbe gewerblich firmenkunde entreprise societe professionnel pro morale',
);
const residential = words(
  'res residential consumer b2c private person individual ind retail home personal particular persona fisica natural ' +
    'residencial hogar privat privatkunde privatperson pk haushalt natuerlich particulier physique',
);

const isOneOf = (value: string, list: ReadonlySet<string>): boolean =>
  folded(value)
    .split(' ')
    .some((word) => list.has(word));

function means(value: string, wanted: boolean): boolean {
  const read = toBoolean(value);
  return read.ok && read.value === wanted;
}

/** Names of flags that mark persons: `IsPersonAccount`, `persona_fisica`. */
const personFlag = /person(?!al)|individual|consumer|residential|fisica|privatkund|particulier|physique/;

/** At this share, companies are the rows without a surname. */
const leastNameless = 0.8;

/** The condition that finds the companies among the rows of an object; null if there is none. */
function businessCondition({
  columns,
  companiesWithoutPerson,
}: SourceTable): { route: Condition; reason: string } | null {
  for (const { facts, values, words: name } of columns) {
    if (values === null) continue;
    const found = values.filter((value) => isOneOf(value, business));
    if (found.length > 0 && values.some((value) => isOneOf(value, residential) && !found.includes(value)))
      return { route: { field: facts.column, in: found }, reason: `${facts.column} tells businesses from persons` };
    if (facts.semantic !== 'flag') continue;
    const marksPersons = personFlag.test(folded(facts.column));
    const marked = values.filter((value) => means(value, !marksPersons));
    if ((marksPersons || speaksOf(name, 'company')) && marked.length > 0)
      return {
        route: { field: facts.column, in: marked },
        reason: `${facts.column} marks ${marksPersons ? 'persons' : 'businesses'}`,
      };
  }
  const company = companyOf(columns);
  return company && companiesWithoutPerson !== null && companiesWithoutPerson >= leastNameless
    ? {
        route: { field: company.facts.column, empty: false },
        reason: `rows with ${company.facts.column} have no surname`,
      }
    : null;
}

const companyOf = (columns: readonly Column[]): Column | undefined =>
  columns.find(({ facts }) => facts.semantic === 'company');

/** The column that names the supplier of an order. */
const supplierOf = (columns: readonly Column[]): string | undefined =>
  columns.find(({ facts }) => facts.references.some(({ object }) => object === 'suppliers'))?.facts.column;

/**
 * The modules that the rows of an object go to. Businesses among the subscribers become accounts, and orders with a supplier
 * purchase orders.
 */
export function routesOf(table: SourceTable): ProposedRoute[] {
  const module = moduleOf[table.object];
  if (module === undefined) return activityRoutes(table);
  const all: ProposedRoute = { module, isBusiness: false, route: null, reason: 'all rows' };
  const supplier = table.object === 'orders' ? supplierOf(table.columns) : undefined;
  if (supplier !== undefined)
    return [
      {
        module: 'Purchase_Orders',
        isBusiness: false,
        route: { field: supplier, empty: false },
        reason: `rows with ${supplier} are orders with a supplier`,
      },
      { ...all, reason: 'all other rows' },
    ];
  if (table.object !== 'subscribers' || !companyOf(table.columns)) return [all];
  const condition = businessCondition(table);
  if (!condition) return [all];
  return [
    { module: 'Accounts', isBusiness: true, ...condition },
    { ...all, reason: 'all other rows' },
  ];
}
