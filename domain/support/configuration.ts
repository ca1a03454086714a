import type { EngagementFile, OwnerMap } from '../../schemas/engagement-file.ts';
import type { JsonObject } from '../../schemas/json.ts';
import type { Condition, FieldRule, Mapping, ModuleMapping, SourceRule } from '../../schemas/mapping.ts';
import type { SourceProfile } from '../../schemas/profile.ts';

interface Files {
  engagement: EngagementFile;
  profile: SourceProfile;
  mapping: Mapping;
  owners: OwnerMap;
}

/**
 * The engagement's files for support. Each member is named here, so that a new one does not leave by itself: names of fields,
 * types and rules, and how many values, people and queries there are, but none of them.
 */
export const describeConfiguration = ({ engagement, profile, mapping, owners }: Files): JsonObject => ({
  engagement: describeEngagementFile(engagement),
  source: describeProfile(profile),
  mapping: describeMapping(mapping),
  owners: {
    users: Object.keys(owners.owners).length,
    default: owners.default !== undefined,
    inactive: owners.inactive !== undefined,
  },
});

function describeEngagementFile({
  slug,
  destination,
  gates,
  limits,
  conflicts,
  notices,
  rates,
  proposal,
}: EngagementFile) {
  const org = ({ orgId, apiUrl }: EngagementFile['destination']['sandbox']) => ({
    orgId,
    ownAddress: apiUrl !== undefined,
  });
  const model = proposal?.languageModel;
  return {
    slug,
    destination: {
      dataCentre: destination.dataCentre,
      edition: destination.edition,
      sandbox: org(destination.sandbox),
      production: org(destination.production),
      checkUser: destination.check_user !== undefined,
    },
    approvers: gates.approvers.map(({ role, keys }) => ({ role, keys: keys.length })),
    issuers: gates.issuers.map(({ algorithms, acr, authTime, emailClaim, verifiedEmail, subjects }) => ({
      ...{ algorithms, acr: acr.length, authTime, emailClaim, verifiedEmail, subjects: Object.keys(subjects).length },
    })),
    gates: JSON.parse(JSON.stringify(gates.roles)) as JsonObject,
    allowUnproven: gates.allowUnproven,
    openExceptions: gates.openExceptions,
    notices: notices ? { mail: notices.mail !== undefined, webhooks: notices.webhooks.length } : null,
    rates: rates !== undefined,
    languageModel: model ? { values: model.values, timeoutSeconds: model.timeoutSeconds } : null,
    limits: { ...limits },
    conflicts,
  };
}

const describeProfile = ({
  kind,
  timeZone,
  sentinels,
  plmns,
  never,
  numberFormat,
  objects,
  handoff,
  identifiers,
  documentContent,
}: SourceProfile): JsonObject => ({
  ...{ kind, timeZone, sentinels: sentinels.length, networkCodes: plmns.length, neverRead: never.length },
  numberFormat: numberFormat ? { decimal: numberFormat.decimal, thousands: numberFormat.thousands ?? null } : null,
  objects: Object.keys(objects),
  handoff: Object.keys(handoff),
  identifierLists: Object.keys(identifiers).length,
  documentContent: documentContent !== undefined,
});

const describeMapping = ({ phoneRegion, currency, key, hashKeys, withhold, modules, maps }: Mapping): JsonObject => ({
  ...{ phoneRegion, currency, key, hashKeys, withhold: withhold.length },
  maps: Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, Object.keys(map).length])),
  modules: Object.fromEntries(Object.entries(modules).map(([module, one]) => [module, describeModule(one)])),
});

const describeModule = ({ create, custom, sources, vanished, match, overwrite, lock }: ModuleMapping): JsonObject => ({
  ...{ create: create !== undefined, vanished, lock: lock !== undefined, overwrite: overwrite?.default ?? null },
  custom: Object.fromEntries(
    Object.entries(custom).map(([name, { type, length, decimals, values, invalid }]) => [
      name,
      { type, length: length ?? null, decimals: decimals ?? null, values: values?.length ?? null, invalid },
    ]),
  ),
  match: (match ?? []).map((rule) => ({
    fields: rule.fields.map((field) => (typeof field === 'string' ? field : field.field)),
    in: rule.in ?? null,
    then: rule.then,
  })),
  sources: sources.map(describeSource),
});

const describeSource = ({
  object,
  route,
  exclude,
  dedupe,
  fields,
  custom,
  tags,
  lines,
  money,
  ignore,
}: SourceRule) => ({
  object,
  route: route ? describeCondition(route) : null,
  exclude: exclude.map(({ when }) => describeCondition(when)),
  dedupe: dedupe.map((list) => list.map((one) => (typeof one === 'string' ? one : one.field))),
  fields: describeFields(fields),
  custom: describeFields(custom),
  tags: tags.map(({ from }) => from),
  lines: lines ? { from: lines.from, into: lines.into, fields: describeFields(lines.fields) } : null,
  money: Object.entries(money ?? {}).map(([figure, column]) => ({ figure, column: String(column) })),
  ignored: Object.keys(ignore),
});

/** The field and the kind of the test, without the values. */
const describeCondition = (condition: Condition) => ({
  field: condition.field,
  test: Object.keys(condition).filter((name) => name !== 'field'),
});

const describeFields = (fields: Record<string, FieldRule>) =>
  Object.fromEntries(Object.entries(fields).map(([into, rule]) => [into, describeField(rule)]));

const describeField = ({ from, constant, transforms, map, length, cut, lookup, owner, required }: FieldRule) => ({
  ...{ from: from ?? null, isConstant: constant !== undefined, transforms, map: map ?? null },
  ...{ length: length ?? null, cut, lookup: lookup ?? null, owner, required },
});
