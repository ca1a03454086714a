import type { Mapping, SourceRule } from '../schemas/mapping.ts';
import { lookedUpIn } from './keys.ts';
import { isLookup } from './map-field.ts';
import { lineRulesOf, rulesOf, sourcesOfValues } from './named-fields.ts';
import { failure, warning, type Problem } from './problem.ts';
import { moneyOf } from './source-money.ts';
import { entryThatWithholds, withheldIn } from './withheld.ts';

/** Checks a source rule against the rest of its mapping: that what it refers to is there, and may be used. */
export const checkRules = (mapping: Mapping, source: SourceRule, path: string): Problem[] => [
  ...checkProducts(source, path),
  ...checkWithheld(mapping, source, path),
  ...checkMaps(mapping, source, path),
  ...checkMoney(source, path),
  ...checkLookups(mapping, source, path),
];

/** A default product must be one that the lookup of the lines can find. */
function checkProducts({ lines }: SourceRule, path: string): Problem[] {
  const rule = lines?.fields['Product_Name'];
  return (lines?.products ?? []).flatMap(({ object }, index) => {
    const at = `${path}.lines.products[${index}]`;
    if (!rule || !isLookup(rule) || rule.from === undefined)
      return [failure(at, 'the lines have no lookup for Product_Name', 'Add Product_Name with from and a lookup.')];
    const named = lookedUpIn(rule);
    return named.length === 0 || named.includes(object)
      ? []
      : [
          failure(
            at,
            `it names ${object}, but Product_Name refers to ${named.join(' or ')}`,
            `Use a record of ${named.join(' or ')}.`,
          ),
        ];
  });
}

/** A value can't come from what never reaches Zoho. A reference can: it becomes an id of Zoho. */
const checkWithheld = (mapping: Mapping, source: SourceRule, path: string): Problem[] => {
  const withheld = withheldIn(mapping, source.object);
  return sourcesOfValues(source)
    .filter(({ isReference }) => !isReference)
    .flatMap(({ at, reads }) =>
      reads
        .filter((field) => withheld.has(field))
        .map((field) =>
          failure(
            `${path}.${at}`,
            `it reads ${field}, which withhold keeps out of Zoho`,
            `Remove the rule, or remove ${entryThatWithholds(mapping, source.object, field)} from withhold if it may reach Zoho.`,
          ),
        ),
    );
};

const checkMaps = (mapping: Mapping, source: SourceRule, path: string): Problem[] =>
  sourcesOfValues(source)
    .filter(({ map }) => map !== undefined && !Object.hasOwn(mapping.maps, map))
    .map(({ at, map }) => failure(`${path}.${at}`, `the value map ${map} is missing`, 'Add it under maps.'));

/** Warns of lines that nothing of the source is compared with: only our own reading of them would be verified. */
function checkMoney(source: SourceRule, path: string): Problem[] {
  const { object, lines, money, fields, custom } = source;
  const balance = money?.balance;
  const isMapped = Object.values({ ...fields, ...custom }).some(({ from }) => from === balance);
  return [
    ...(lines && !money && moneyOf(source).total === undefined
      ? [
          warning(
            `${path}.money`,
            `the lines of ${object} are compared with no total of the source, and its currency is not checked`,
            'Name the columns of total and currency under money, or write money: {} if there are none.',
          ),
        ]
      : []),
    ...(balance !== undefined && !isMapped
      ? [failure(`${path}.money.balance`, `no field is mapped from ${balance}`, 'Map a field of Zoho from it.')]
      : []),
  ];
}

/** A record whose parent is never loaded is rejected, or loses its lookup. */
function checkLookups(mapping: Mapping, source: SourceRule, path: string): Problem[] {
  const loaded = new Set(Object.values(mapping.modules).flatMap(({ sources }) => sources.map(({ object }) => object)));
  return [...rulesOf(source), ...lineRulesOf(source)].flatMap(([at, , rule]) =>
    lookedUpIn(rule)
      .filter((object) => !loaded.has(object))
      .map((object) =>
        failure(
          `${path}.${at}`,
          `it refers to ${object}, which no module loads`,
          `Add ${object} to the sources of a module, or remove the lookup.`,
        ),
      ),
  );
}
