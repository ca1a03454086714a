import { createPolicyManifest, policyColumns } from '../../../domain/handoff/policy-rules.ts';

const columns = ['rule_name', 'vendor', 'precedence', 'definition', 'plans', 'subscribers'];
function translate(rules: Record<string, string>[], has = columns) {
  const manifest = createPolicyManifest(has);
  rules.forEach((rule) => manifest.add(rule));
  return rules.map((rule) => manifest.translate(rule));
}
const rule = (name: string, definition: string, more: Record<string, string> = {}) => ({
  ...{ rule_name: name, vendor: 'any', precedence: name, definition, plans: 'P1', subscribers: '7' },
  ...more,
});
const only = (definition: string) => translate([rule('1', definition)])[0]!;

test('a rule says its condition, its action, what to rebuild, and what that is called in 3GPP', () => {
  const row = only('permit out ip from any to assigned; qci 9; mbr 2 Mbps');
  expect(Object.keys(row).sort()).toEqual([...policyColumns].sort());
  expect(row).toEqual({
    ...{ rule: '1', vendor: 'any', precedence: '1', plans: 'P1', subscribers: '7', conflicts: '', unread: '' },
    condition: 'permit out ip from any to assigned',
    action: 'qci 9; mbr 2 Mbps',
    rebuild: 'service data flow filter; QoS of the flow',
    equivalent:
      'Flow-Information: Flow-Description (5G: flowInfos); QoS-Information: QoS-Class-Identifier (5G: 5qi); ' +
      'QoS-Information: Max-Requested-Bandwidth-UL/DL (5G: maxbrUl, maxbrDl)',
  });
});

test('blocks of lines are read without their frame', () => {
  expect(only('ruledef web\n  tcp dst-port = 443\n#exit\ncharging-action c\n  content-id 12\n#exit')).toMatchObject({
    ...{ condition: 'tcp dst-port = 443', action: 'content-id 12', unread: '' },
    rebuild: 'service data flow filter; charging key',
  });
});

test('a rule without an action says that it is elsewhere', () => {
  expect(only('ruledef all\n  ip any-match = TRUE\n#exit')).toMatchObject({
    equivalent: 'Flow-Description: permit out ip from any to assigned',
    rebuild: 'service data flow filter; an action: it is elsewhere, for example in a charging action or rule base',
  });
});

test('the members of a JSON object are statements', () => {
  expect(only('{"flow":["permit out 6 from 1.2.3.4 443 to any"],"5qi":9,"arp":{"level":8},"x":null}')).toMatchObject({
    condition: 'flow permit out 6 from 1.2.3.4 443 to any',
    action: '5qi 9; arp {"level":"8"}',
    unread: 'x null',
  });
});

test('statements that are not known are listed, and left to a person', () => {
  expect(only('{ broken; frobnicate 7')).toMatchObject({
    ...{ condition: '', action: '', unread: '{ broken; frobnicate 7' },
    rebuild:
      'a condition: the definition has none that is known; an action: it is elsewhere, for example in a charging action or rule base; ' +
      "the statements under unread, which are in the vendor's own syntax",
  });
});

test.each([
  ['http url contains video', 'TDF-Application-Identifier (5G: appId)'],
  ['app-id netflix', 'TDF-Application-Identifier (5G: appId)'],
  ['activation-time 08:00', 'Rule-Activation-Time, Rule-Deactivation-Time'],
  ['gbr-ul 64000', 'QoS-Information: Guaranteed-Bitrate-UL/DL (5G: gbrUl, gbrDl)'],
  ['flow limit-for-bandwidth peak 2', 'QoS-Information: Max-Requested-Bandwidth-UL/DL (5G: maxbrUl, maxbrDl)'],
  ['gbr 64 Kbps', 'QoS-Information: Guaranteed-Bitrate-UL/DL (5G: gbrUl, gbrDl)'],
  ['apn-ambr 10 Mbps', 'QoS-Information: APN-Aggregate-Max-Bitrate-UL/DL (5G: authSessAmbr)'],
  ['allocation_retention_priority 5', 'QoS-Information: Allocation-Retention-Priority (5G: arp)'],
  ['rating-group 100', 'Rating-Group (5G: ratingGroup)'],
  ['service-identifier 3', 'Service-Identifier (5G: serviceId)'],
  ['online', 'Online, Offline, Metering-Method'],
  ['monitoring-key 4', 'Usage-Monitoring-Information: Monitoring-Key (5G: refUmData)'],
  ['flow action redirect-url http://top-up.example', 'Redirect-Information (5G: redirectInfo)'],
  ['flow-status disabled', 'Flow-Status (5G: flowStatus)'],
])('the statement %s is %s', (statement, equivalent) => {
  expect(only(statement).equivalent).toBe(equivalent);
});

const conflicts = (rules: Record<string, string>[], has?: string[]) =>
  translate(rules, has).map((one) => one.conflicts);

test('rules with the same precedence are a conflict, and only some of them are named', () => {
  expect(conflicts([rule('1', 'qci 9'), rule('2', 'qci 8', { precedence: '1' })])).toEqual([
    'the same precedence as 2',
    'the same precedence as 1',
  ]);
  const many = Array.from({ length: 8 }, (_, at) => rule(`R${at}`, '', { precedence: '5' }));
  expect(conflicts(many)[0]).toBe('the same precedence as R1, R2, R3, R4, R5 and 2 more');
});

test('the same condition with another action is a conflict where a plan has both rules', () => {
  const all = 'permit out ip from any to assigned';
  const two = (plans: string) => [rule('1', `${all}; qci 9`), rule('2', `${all}; qci 8`, { plans })];
  expect(conflicts(two('P2, P1'))).toEqual([
    'the same condition with another action as 2',
    'the same condition with another action as 1',
  ]);
  expect(conflicts(two('P2'))).toEqual(['', '']);
  expect(conflicts(two('P2'), ['rule_name', 'precedence', 'definition'])[0]).toBe(
    'the same condition with another action as 2',
  );
});

test('a missing or wrong precedence, a name that is not unique, and a rule that no plan uses are conflicts', () => {
  const rules = [
    rule('1', 'qci 9', { precedence: '' }),
    rule('2', 'qci 9', { precedence: 'high' }),
    rule('3', 'qci 9', { plans: ' ' }),
    rule('4', 'qci 9'),
    rule('4', 'qci 9'),
  ];
  expect(conflicts(rules)).toEqual([
    ...['no precedence', 'the precedence is no number', 'no plan uses it'],
    ...['the name is not unique', 'the name is not unique'],
  ]);
});

test('who uses a rule is not known where the profile does not hand it over', () => {
  expect(translate([{ rule_name: '1', precedence: '1' }], ['rule_name', 'precedence'])).toMatchObject([
    { plans: 'not known', subscribers: 'not known', vendor: '', conflicts: '' },
  ]);
  expect(translate([{ rule_name: '1', precedence: '1' }])).toMatchObject([
    { plans: '', subscribers: '', conflicts: 'no plan uses it' },
  ]);
});

test('a rule that was not added meets no other', () => {
  const manifest = createPolicyManifest(['definition']);
  expect(manifest.translate(rule('1', 'permit in ip from any to any')).conflicts).toBe('');
});
