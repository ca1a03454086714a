import { createNameJudge, isWithheld } from '../../../domain/identifiers/field-names.ts';

const judge = createNameJudge();
const withheld = (name: string, value = 'x') => isWithheld(judge(name), value);

test.each(
  (
    'imsi IMSI imsi1 imsi_2 IMSINumber customerImsi supi nai iccid ICCID1 icc_id sim_no sim_card_no sim_number simSerial SIMSerial ' +
    'sim-card-number esim_id imei imei2 imeisv eid ki Ki auth-key authKey OPc opc op_c puk PUK1 PUKCode puk_2 pin PIN1 user_pin ' +
    'sim_pin pwd user_password selfcare_password passwd ip ipv4 IPv6 ip_address ipAddress static_ip framed_ip_address wan_ip ' +
    'mac macAddress mac_addr apn dnn vlan calling_station_id nas_id cell_id activation_code lpa radius radius_user secret ' +
    'snmp_community access_token credit_card_no cvv extensions.imsi1 lines.sim_number'
  ).split(' '),
)('%s is withheld by its name', (name) => {
  expect(withheld(name)).toBe(true);
});

test.each(
  (
    'name skin pinned_note ticket msisdn account_no phone mobile kind key_account iphone shipping zip simple similar simulation ' +
    'sim_type sim_card_type imsi_count password_changed_at token_expiry delivery_radius community gated_community ip_phone_no ' +
    'machine macro passport_no pass spin_rate pine opinion kite eco_k tactic card_colour serial_no order_no 主键 42'
  ).split(' '),
)('%s is not', (name) => {
  expect(withheld(name)).toBe(false);
});

test('a PIN code of six digits is an Indian postcode and stays', () => {
  expect([withheld('pin_code', '560001'), withheld('PINCode', '560 001'), withheld('pin', '560001')]).toEqual([
    false,
    false,
    false,
  ]);
  expect([withheld('pin_code', '4321'), withheld('pincode', '43214321')]).toEqual([true, true]);
});

test('names beyond those that are remembered are judged all the same', () => {
  const fresh = createNameJudge();
  for (let number = 0; number < 10_001; number += 1) fresh(`field_${number}_x`);
  expect(isWithheld(fresh('imsi'), 'x')).toBe(true);
});
