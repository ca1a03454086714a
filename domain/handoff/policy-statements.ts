import { parseTexts } from '../parse-json.ts';

/** One statement of a policy rule. `is` says which part of a rule of 3GPP it becomes; null if that is not known. */
export interface Statement {
  text: string;
  is: Meaning | null;
}

interface Meaning {
  part: 'condition' | 'action';
  /** What the team builds anew. */
  rebuild: string;
  /** The likely equivalent in a rule for policy and charging control. AVPs of 3GPP TS 29.212, and what 5G calls them (TS 29.512). */
  equivalent: string;
}

const filter = 'service data flow filter';
const application = 'application detection';
const qos = 'QoS of the flow';
const charging = 'charging key';
const gate = 'gate';

/** How vendors begin their statements. Dashes, underscores, blanks and capitals do not count; the first that fits decides. */
const known: [begins: RegExp, part: Meaning['part'], rebuild: string, equivalent: string][] = [
  [/^(redirect|flow action redirect)/, 'action', gate, 'Redirect-Information (5G: redirectInfo)'],
  [
    /^(flow (action|status)|gate|gating|block|drop|discard|terminate)( |$)/,
    'action',
    gate,
    'Flow-Status (5G: flowStatus)',
  ],
  [
    /^(mbr|max(imum)? (requested )?bandwidth|max req bw|flow limit for bandwidth)( |$)/,
    'action',
    qos,
    'QoS-Information: Max-Requested-Bandwidth-UL/DL (5G: maxbrUl, maxbrDl)',
  ],
  [/^ip any match/, 'condition', filter, 'Flow-Description: permit out ip from any to assigned'],
  [/^(permit|deny) (in|out) /, 'condition', filter, 'Flow-Information: Flow-Description (5G: flowInfos)'],
  [/^(flow description|flows?|tft) /, 'condition', filter, 'Flow-Information: Flow-Description (5G: flowInfos)'],
  [/^(ip|tcp|udp|icmp|bearer) /, 'condition', filter, 'Flow-Information: Flow-Description (5G: flowInfos)'],
  [/^(https?|tls|dns|p2p|sip|rtsp|quic|www|url) /, 'condition', application, 'TDF-Application-Identifier (5G: appId)'],
  [/^(app|application)( id)? /, 'condition', application, 'TDF-Application-Identifier (5G: appId)'],
  [
    /^(time|activation|deactivation|validity) /,
    'condition',
    'schedule',
    'Rule-Activation-Time, Rule-Deactivation-Time',
  ],
  [/^(qci|5qi|qos class identifier) /, 'action', qos, 'QoS-Information: QoS-Class-Identifier (5G: 5qi)'],
  [/^(gbr|guaranteed bit ?rate)( |$)/, 'action', qos, 'QoS-Information: Guaranteed-Bitrate-UL/DL (5G: gbrUl, gbrDl)'],
  [
    /^(apn ambr|ambr|session ambr) /,
    'action',
    'aggregate rate of the session',
    'QoS-Information: APN-Aggregate-Max-Bitrate-UL/DL (5G: authSessAmbr)',
  ],
  [/^(arp|allocation retention priority) /, 'action', qos, 'QoS-Information: Allocation-Retention-Priority (5G: arp)'],
  [/^(rating group|content id) /, 'action', charging, 'Rating-Group (5G: ratingGroup)'],
  [/^service id(entifier)? /, 'action', charging, 'Service-Identifier (5G: serviceId)'],
  [/^(online|offline|metering|billing action|cca)( |$)/, 'action', charging, 'Online, Offline, Metering-Method'],
  [
    /^(monitoring key|usage monitoring?) /,
    'action',
    'usage monitoring',
    'Usage-Monitoring-Information: Monitoring-Key (5G: refUmData)',
  ],
];

/** Lines that only begin or end a block, and the name of the rule. */
const frame = /^(#|!|exit$|end$|ruledef |charging action |rulebase |rule name |name |precedence |priority |vendor )/;

/**
 * The statements of a definition: lines, parts with semicolons between them, or the members of a JSON object. The syntax of a
 * vendor is not parsed further: a person rebuilds the rule, and the raw definition is beside it.
 */
export const statementsIn = (definition: string): Statement[] =>
  textsIn(definition)
    .map((text) => text.trim())
    .filter((text) => text !== '' && !frame.test(plainOf(text)))
    .map((text) => ({ text, is: meaningOf(text) }));

const plainOf = (text: string): string => text.toLowerCase().replaceAll(/[-_\s]+/g, ' ');

function meaningOf(text: string): Meaning | null {
  const plain = plainOf(text);
  const found = known.find(([begins]) => begins.test(plain));
  return found ? { part: found[1], rebuild: found[2], equivalent: found[3] } : null;
}

function textsIn(definition: string): string[] {
  const members = membersIn(definition);
  return members ?? definition.split(/[\n;]/);
}

function membersIn(definition: string): string[] | null {
  if (!definition.trim().startsWith('{')) return null;
  try {
    return Object.entries(parseTexts(definition) as object).flatMap(([name, value]: [string, unknown]) =>
      [value].flat().map((one) => `${name} ${typeof one === 'object' ? JSON.stringify(one) : String(one)}`),
    );
  } catch {
    return null;
  }
}
