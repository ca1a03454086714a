import { EncryptedUrl, type EngagementFile } from '../schemas/engagement-file.ts';
import { PublicKey, canonicalEmail } from '../schemas/sign-off.ts';
import { fixedGates } from '../schemas/terms.ts';
import { gatePolicy, isAboutLoad, needsProof, type GateName } from './judge-sign-off.ts';

/** Reasons why a gate could never be signed, or why two people could not be told apart. Each begins with the place. */
export function checkGates({ gates, operator }: Pick<EngagementFile, 'gates' | 'operator'>): string[] {
  return [
    ...([...fixedGates, 'exception'] as const)
      .filter((gate) => gatePolicy(gates, gate).roles.length === 0)
      .map((gate) => `gates.roles: no role may sign the gate ${gate}`),
    ...[...new Set<GateName>([...(Object.keys(gates.roles) as GateName[]), 'go-live'])].flatMap((gate) =>
      checkGate(gates, operator, gate),
    ),
    ...checkKeys(gates),
    ...checkIssuers(gates),
  ];
}

function checkGate(gates: EngagementFile['gates'], operator: EngagementFile['operator'], gate: GateName): string[] {
  const { roles, people, openExceptions } = gatePolicy(gates, gate);
  const others = gates.approvers.filter(
    ({ email, role }) => roles.includes(role) && canonicalEmail(email) !== canonicalEmail(operator.email),
  );
  const count = new Set(others.map(({ email }) => canonicalEmail(email))).size;
  const place = `gates.roles.${gate}`;
  if (count === 0) return [`${place}: no approver other than the operator has the role ${roles.join(' or ')}`];
  if ((gate === 'rollback' || gate === 'cancel') && people > 1)
    return [`${place}: one person requests it; people must be 1`];
  if (count < people)
    return [`${place}: it needs ${people} people, but only ${count} other than the operator may sign it`];
  if (openExceptions !== undefined && !isAboutLoad(gate))
    return [
      `${place}: openExceptions belongs to rehearsal, production, freeze, go-live or acceptance; this gate has no load`,
    ];
  const canProve =
    gates.issuers.length > 0 ? count : new Set(others.filter(hasKey).map(({ email }) => canonicalEmail(email))).size;
  if (needsProof(gates, gate) && canProve < people) {
    return [
      `${place}: only ${canProve} of the ${people} people that it needs can prove who they are. List their keys (portage key new), or an issuer`,
    ];
  }
  return [];
}

const hasKey = ({ keys }: { keys: string[] }): boolean => keys.length > 0;

/** A key names one person: two people with the same key would count as one. */
function checkKeys({ approvers }: EngagementFile['gates']): string[] {
  const holders = new Map<string, string>();
  return approvers.flatMap(({ email, keys }) =>
    keys.flatMap((key, index) => {
      const place = `gates.approvers, ${email}`;
      // A reference may have led to a secret, so the value is not quoted.
      if (!PublicKey.safeParse(key).success)
        return [`${place}: key ${index + 1} is not the public half of an Ed25519 key, as portage key new prints it`];
      const holder = holders.get(key) ?? canonicalEmail(email);
      holders.set(key, holder);
      return holder === canonicalEmail(email) ? [] : [`${place}: the key ${key} belongs to ${holder} as well`];
    }),
  );
}

/** A reference is resolved after the file was checked, so its value is checked here. */
const checkIssuers = ({ issuers }: EngagementFile['gates']): string[] =>
  issuers.flatMap(({ issuer }, index) =>
    EncryptedUrl.safeParse(issuer).success
      ? []
      : [`gates.issuers[${index}].issuer: it must be a URL that begins with https:, except on the loopback address`],
  );
