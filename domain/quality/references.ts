import type { ColumnFacts } from '../../schemas/column-facts.ts';
import { lookedUpIn } from '../keys.ts';
import { plainIdIn } from '../sql-identity.ts';
import { column } from '../sql-text.ts';
import { key, keysOf } from './conditions.ts';
import { isProduct, products } from './identity.ts';
import { pricesOf } from './prices.ts';
import { inColumn, numbersOf, fieldOf, tableOf, type QualityContext, type QualityRule, type Treat } from './rule.ts';
import { anyRule, asLookup, byField, joined, sentencesOf, wayOf } from './treatments.ts';

/** Deeper hierarchies, and circles, can't be shown in Zoho CRM. */
const deepest = 5;
/** A circle is left after so many steps. */
const mostSteps = 16;

const isOfProducts = ({ references }: ColumnFacts): boolean => references.some(({ object }) => isProduct(object));

/** Columns that refer to records: of the objects that the mapping looks their values up in, or of those that were measured. */
function referencesIn(context: QualityContext): ColumnFacts[] {
  const surveyed = new Set(context.facts.map(({ object }) => object));
  return context.facts.flatMap((one) => {
    const lookedUp = new Set(context.rulesFor(one.object, fieldOf(one)).flatMap(lookedUpIn));
    const mapped = [...lookedUp].filter((object) => surveyed.has(object));
    if (mapped.length > 0) return [{ ...one, references: mapped.map((object) => ({ object, contained: 1 })) }];
    return one.semantic === 'reference' ? [one] : [];
  });
}

/** Values that are ids of none of the objects that the column refers to. */
const orphans = (context: QualityContext, one: ColumnFacts) => {
  const field = one.within ?? one.column;
  const keys = keysOf(one.references.map(({ object }) => object));
  return {
    ...inColumn(one, (x) => `${x} is not null and ${plainIdIn(x)} not in (${keys})`),
    field,
    blocks: context.lostWithout(one.object, fieldOf(one)) === 'record',
  };
};

const lostReferences =
  (advice: string): Treat =>
  (context, found) =>
    joined(
      sentencesOf(
        found.map((search) => [
          search,
          search.blocks === true
            ? 'the record is rejected, because it refers to a record that does not exist'
            : wayOf(context, search, asLookup, 'the record is loaded without the reference'),
        ]),
      ),
      advice,
    );

export const referenceRules: QualityRule[] = [
  {
    id: 'DQ15',
    sentence: 'Records refer to an account or a subscriber that does not exist.',
    severity: 'blocks',
    treatment:
      'A record is rejected, whether the mapping requires the reference or not. It is loaded without a reference that the second pass writes: one to a record of the same module, or in a custom field. Correct the reference, or add the missing record.',
    treat: lostReferences('Correct the reference, or add the missing record.'),
    missing: 'No column was found that refers to another object.',
    search: (context) =>
      referencesIn(context)
        .filter((one) => !isOfProducts(one))
        .map((one) => orphans(context, one)),
  },
  {
    id: 'DQ16',
    sentence:
      'Records are their own parent, are parents of each other in a circle, or have more than five levels above them.',
    severity: 'warns',
    treatment:
      'The parent is written as the source has it, in the second pass. Where Zoho CRM refuses it, the field stays blank, and the report of the phase lists the record. Correct the source.',
    treat: byField(
      asLookup,
      'the parent is written as the source has it; where Zoho CRM refuses it, the field stays blank, and the report of the phase lists the record',
      'Correct the source.',
    ),
    missing: 'No object was found that refers to itself.',
    search: (context) =>
      referencesIn(context)
        .filter((one) => one.within === null && one.references[0]!.object === one.object)
        .map((one) =>
          inColumn(
            one,
            (x) => `${plainIdIn(x)} = ${key} or rowid in (
              with recursive above as (
                select rowid as start, ${plainIdIn(x)} as upper_id, 1 as steps from ${column(one.object)}
                where ${x} is not null and ${plainIdIn(x)} <> ${key}
                union all
                select start, ${plainIdIn(`parent.${x}`)}, steps + 1 from above join ${column(one.object)} parent on parent.${key} = upper_id
                where parent.${x} is not null and ${plainIdIn(`parent.${x}`)} <> upper_id and steps < ${mostSteps}
              ) select start from above where steps > ${deepest})`,
          ),
        ),
  },
  {
    id: 'DQ22',
    sentence: 'Orders, invoices or subscribers name a plan or a product that the catalogue does not have.',
    severity: 'blocks',
    treatment:
      'An order or an invoice is rejected, because Zoho CRM takes no line without a product. A default under `products` in the mapping is for lines that name none. Correct the code, or add the product.',
    treat: lostReferences('Correct the code, or add the product.'),
    missing: 'No column was found that refers to plans or products.',
    search: (context) =>
      referencesIn(context)
        .filter(isOfProducts)
        .map((one) => orphans(context, one)),
  },
  {
    id: 'DQ23',
    sentence: 'Codes of plans or products differ only in upper and lower case, or in blanks.',
    severity: 'blocks',
    treatment:
      'Zoho CRM takes them for the same, so the later one is rejected. Give it a code of its own, or merge the versions.',
    missing: 'The source has neither plans nor products.',
    search: (context) =>
      products
        .filter((object) => context.facts.some((one) => one.object === object && one.within === null))
        .map((object) => ({
          table: object,
          object,
          field: null,
          blocks: context.isLoaded(object),
          where: `rowid in (select b.rowid from ${column(object)} a join ${column(object)} b
            on lower(a.${key}) = lower(b.${key}) and a.${key} <> b.${key} and a.rowid < b.rowid)`,
        })),
  },
  {
    id: 'DQ24',
    sentence: 'Lines of orders have a price of their own, other than that of the catalogue.',
    severity: 'warns',
    treatment:
      'The price of the line is loaded. It is listed so that nobody takes the catalogue’s price for what is paid.',
    treat: byField(
      anyRule,
      'the price of the line is loaded',
      'It is listed so that nobody takes the catalogue’s price for what is paid.',
    ),
    missing: 'No price was found in lines, or in products.',
    search: (context) => {
      const prices = products.flatMap((object) => pricesOf(context, object, 'record'));
      if (prices.length === 0) return [];
      const inCatalogue = prices.map((one) => numbersOf(context, one));
      const catalogue = inCatalogue
        .map((one) => `select ${key} as code, ${one.of(column(one.column))} as price from ${column(one.table)}`)
        .join(' union all ');
      return pricesOf(context, 'orders', 'lines').flatMap((price) => {
        const own = numbersOf(context, price);
        return referencesIn(context)
          .filter((one) => tableOf(one) === tableOf(price) && isOfProducts(one))
          .map((one) =>
            inColumn(
              price,
              (x) => `rowid in (select line.rowid from ${column(tableOf(price))} line
                  join (${catalogue}) product on product.code = ${plainIdIn(`line.${column(one.column)}`)}
                  where ${own.of(`line.${x}`)} <> product.price)`,
              { reads: [own, ...inCatalogue] },
            ),
          );
      });
    },
  },
];
