import { statementsIn } from './policy-statements.ts';

export const policyColumns = [
  ...['rule', 'vendor', 'precedence', 'condition', 'action', 'equivalent', 'rebuild'],
  ...['plans', 'subscribers', 'conflicts', 'unread'],
] as const;

/** A rule of the translation manifest: texts by column. */
export type PolicyRow = Record<(typeof policyColumns)[number], string>;

/** A rule as the profile hands it over. Columns that the profile does not have are empty. */
type RawRule = Partial<Record<string, string>>;

const plansOf = (raw: RawRule): string[] =>
  (raw['plans'] ?? '')
    .split(',')
    .map((plan) => plan.trim())
    .filter(Boolean);

function collect<Value>(found: Map<string, Value[]>, key: string, value: Value): void {
  const own = found.get(key);
  if (own) own.push(value);
  else found.set(key, [value]);
}

/** Other rules that are named in a conflict. */
const mostNamed = 5;

/** What a rule does, in one line for each part. */
function readRule(raw: RawRule) {
  const text = (column: string) => (raw[column] ?? '').trim();
  const statements = statementsIn(raw['definition'] ?? '');
  const of = (part: 'condition' | 'action') => statements.filter(({ is }) => is?.part === part);
  const texts = (found: { text: string }[]) => found.map((one) => one.text).join('; ');
  return {
    rule: text('rule_name'),
    vendor: text('vendor'),
    precedence: text('precedence'),
    condition: texts(of('condition')),
    action: texts(of('action')),
    unread: texts(statements.filter(({ is }) => is === null)),
    meanings: statements.flatMap(({ is }) => is ?? []),
  };
}

/** What is in no definition has to be looked for elsewhere. */
function rebuildText({ condition, action, unread, meanings }: ReturnType<typeof readRule>): string {
  return [
    ...new Set(meanings.map(({ rebuild }) => rebuild)),
    ...(condition === '' ? ['a condition: the definition has none that is known'] : []),
    ...(action === '' ? ['an action: it is elsewhere, for example in a charging action or rule base'] : []),
    ...(unread === '' ? [] : ["the statements under unread, which are in the vendor's own syntax"]),
  ].join('; ');
}

/**
 * Translates rules for a team that rebuilds them. All rules are added first, because a conflict is between two of them. An
 * operator has thousands of rules, not millions.
 *
 * @param columns what the profile hands over of a rule
 */
export function createPolicyManifest(columns: readonly string[]) {
  const byPrecedence = new Map<string, string[]>();
  const byCondition = new Map<string, { rule: string; action: string; plans: string[] }[]>();
  const byName = new Map<string, number>();
  const tells = (column: string) => columns.includes(column);
  const named = (rules: string[]) =>
    rules.length > mostNamed
      ? `${rules.slice(0, mostNamed).join(', ')} and ${rules.length - mostNamed} more`
      : rules.join(', ');

  function conflictsOf({ rule, precedence, condition, action }: ReturnType<typeof readRule>, raw: RawRule): string[] {
    const equal = (byPrecedence.get(precedence) ?? []).filter((one) => one !== rule);
    // Two rules that no plan has together don't meet.
    const plans = new Set(plansOf(raw));
    const meet = (one: { plans: string[] }) => !tells('plans') || one.plans.some((plan) => plans.has(plan));
    const other = (byCondition.get(condition) ?? []).filter(
      (one) => one.rule !== rule && one.action !== action && meet(one),
    );
    return [
      ...(precedence !== '' && !/^\d+$/.test(precedence) ? ['the precedence is no number'] : []),
      ...(precedence === '' ? ['no precedence'] : equal.length > 0 ? [`the same precedence as ${named(equal)}`] : []),
      ...(condition !== '' && other.length > 0
        ? [`the same condition with another action as ${named(other.map((one) => one.rule))}`]
        : []),
      ...((byName.get(rule) ?? 0) > 1 ? ['the name is not unique'] : []),
      ...(tells('plans') && (raw['plans'] ?? '').trim() === '' ? ['no plan uses it'] : []),
    ];
  }

  return {
    add(raw: RawRule): void {
      const { rule, precedence, condition, action } = readRule(raw);
      collect(byPrecedence, precedence, rule);
      collect(byCondition, condition, { rule, action, plans: plansOf(raw) });
      byName.set(rule, (byName.get(rule) ?? 0) + 1);
    },
    translate(raw: RawRule): PolicyRow {
      const { meanings, ...read } = readRule(raw);
      return {
        ...read,
        equivalent: [...new Set(meanings.map((one) => one.equivalent))].join('; '),
        rebuild: rebuildText({ meanings, ...read }),
        plans: tells('plans') ? (raw['plans'] ?? '').trim() : 'not known',
        subscribers: tells('subscribers') ? (raw['subscribers'] ?? '').trim() : 'not known',
        conflicts: conflictsOf({ meanings, ...read }, raw).join('; '),
      };
    },
  };
}
