import { account } from '../accounts.ts';
import { dunningCase } from '../dunning.ts';
import { accountExtensions, subscriberExtensions } from '../extensions.ts';
import { accountNo, subscriberNo } from '../ids.ts';
import { networkRows } from '../network.ts';
import type { Row } from '../records.ts';
import { statusLabel } from '../status-labels.ts';
import { subscriber } from '../subscribers.ts';
import { supplier } from '../suppliers.ts';
import type { Operator } from './operator.ts';
import { characteristics, date, filled, money, text, time, type Resource } from './values.ts';

/** Ids of parties contain characters that are reserved in URLs, to test that clients encode them. */
export const holderId = (number: number) => `H/${number}#gb`;
export const personId = (number: number) => `P/${number}?id=%2F`;

const kindOf = (isBusiness: boolean) => (isBusiness ? 'Organization' : 'Individual');
const extensions = (rows: Row[]) =>
  characteristics(Object.fromEntries(rows.map((row) => [`x_${text(row['name'])}`, row['value'] ?? ''])));

const address = ({ street, city, postcode, country_code }: Row): Resource => ({
  mediumType: 'postalAddress',
  characteristic: filled({
    street1: text(street),
    city: text(city),
    postCode: text(postcode),
    country: text(country_code),
  }),
});
const email = (value: Row[string] | undefined): Resource => ({
  mediumType: 'email',
  characteristic: { emailAddress: text(value) },
});
const phone = (value: Row[string] | undefined, contactType: string): Resource => ({
  mediumType: 'telephone',
  characteristic: { phoneNumber: text(value), contactType },
});

export function billingAccount({ seed, scale }: Operator, number: number): Resource {
  const { row } = account(seed, scale, number);
  const since = { startDateTime: time(row['created_at']) };
  const parent = text(row['parent_account_no']);
  const certificate = text(row['tax_exempt_cert']);
  return filled({
    id: accountNo(scale, number),
    name: text(row['holder_name']),
    accountType: text(row['account_class']),
    state: statusLabel('account', row['status_code']),
    lastModified: time(row['updated_at']),
    creditLimit: money(row['credit_limit'], text(row['currency'])),
    accountBalance: [
      { balanceType: 'receivable', amount: money(row['balance'], text(row['currency'])), validFor: since },
    ],
    billStructure: {
      cycleSpecification: {
        name: 'monthly',
        frequency: 'month',
        isRef: false,
        ...(row['bill_cycle_day'] !== null && { billingDateShift: Number(row['bill_cycle_day']) }),
      },
      presentationMedia: [{ name: text(row['invoice_delivery']), isRef: false }],
    },
    paymentPlan: [{ planType: text(row['payment_terms']) }],
    contact: [
      {
        contactType: 'billing',
        validFor: since,
        contactMedium: [email(row['email']), phone(row['phone'], 'billing'), address(row)],
      },
    ],
    taxExemption: certificate
      ? [{ certificateNumber: certificate, issuingJurisdiction: text(row['country_code']), validFor: since }]
      : [],
    accountRelationship: parent ? [{ relationshipType: 'parent', account: { id: parent }, validFor: since }] : [],
    relatedParty: [
      {
        id: holderId(number),
        role: 'owner',
        name: text(row['holder_name']),
        '@referredType': kindOf(row['account_class'] === 'BUS'),
      },
    ],
  });
}

/** The party that holds a billing account. */
export function holder({ seed, scale }: Operator, number: number): Resource {
  const { row } = account(seed, scale, number);
  const isBusiness = row['account_class'] === 'BUS';
  const name = text(row['holder_name']);
  const dunned = dunningCase(seed, scale, number);
  return filled({
    id: holderId(number),
    ...(isBusiness ? { tradingName: name, isLegalEntity: true } : { fullName: name }),
    partyCharacteristic: [
      ...characteristics({
        taxRegNo: row['tax_reg_no'],
        vatScheme: row['vat_scheme'],
        ownerLogin: row['owner_login'],
        remarks: row['remarks'],
        createdAt: time(row['created_at']),
        ...(dunned && {
          dunningLevel: dunned['level'],
          dunnedSince: dunned['since'],
          dunnedAmount: dunned['amount'],
          nextDunningAction: dunned['next_action'],
          nextDunningOn: dunned['next_on'],
        }),
      }),
      ...extensions(accountExtensions(seed, scale, number)),
    ],
    '@type': kindOf(isBusiness),
  });
}

/** A firm that the operator buys from. */
export function supplierParty({ seed }: Operator, number: number): Resource {
  const { row } = supplier(seed, number);
  return filled({
    id: text(row['supplier_no']),
    tradingName: text(row['name']),
    isLegalEntity: true,
    organizationType: 'supplier',
    contactMedium: [email(row['email']), phone(row['phone'], 'orders'), address(row)],
    partyCharacteristic: characteristics({ category: row['category'], updatedAt: time(row['updated_at']) }),
    '@type': 'Organization',
  });
}

export function customer({ seed, scale }: Operator, number: number): Resource {
  const { row } = subscriber(seed, scale, number);
  const isBusiness = row['customer_type'] === 'BUS';
  const name = text(row['company_name']) || `${text(row['first_name'])} ${text(row['last_name'])}`;
  return filled({
    id: subscriberNo(number),
    name,
    status: statusLabel('subscriber', row['status_code']),
    statusReason: text(row['status_code']),
    engagedParty: { id: personId(number), name, '@referredType': kindOf(isBusiness) },
    account: [{ id: text(row['account_no']), name: 'Billing account' }],
    contactMedium: [
      email(row['email']),
      phone(row['msisdn'], 'msisdn'),
      ...(row['alt_phone'] ? [phone(row['alt_phone'], 'alternative')] : []),
      address(row),
    ],
    characteristic: characteristics({
      customerType: row['customer_type'],
      loginName: row['login_name'],
      ownerLogin: row['owner_login'],
      remarks: row['remarks'],
      updatedAt: time(row['updated_at']),
      selfcarePassword: row['selfcare_password'],
    }),
    validFor: { startDateTime: time(row['created_at']) },
  });
}

/** The person or organisation behind a customer. */
export function person({ seed, scale }: Operator, number: number): Resource {
  const { row } = subscriber(seed, scale, number);
  const isBusiness = row['customer_type'] === 'BUS';
  return filled({
    id: personId(number),
    ...(isBusiness
      ? { tradingName: text(row['company_name']), isLegalEntity: true }
      : { givenName: text(row['first_name']), familyName: text(row['last_name']), birthDate: date(row['birth_date']) }),
    externalReference: [{ name: text(row['tax_id']), externalReferenceType: 'taxId' }],
    partyCharacteristic: [
      ...characteristics({ language: row['language'] }),
      ...extensions(subscriberExtensions(seed, scale, number).rows),
    ],
    '@type': kindOf(isBusiness),
  });
}

/** The subscription of a subscriber. */
export function product({ seed, scale }: Operator, number: number): Resource {
  const { row } = subscriber(seed, scale, number);
  return filled({
    id: subscriberNo(number),
    name: 'Subscription',
    status: ['active', 'suspended', 'suspended', 'terminated'][Number(row['status_code']) - 1] ?? 'created',
    startDate: time(row['created_at']),
    billingAccount: { id: text(row['account_no']) },
    productOffering: { id: text(row['plan_code']) },
    productCharacteristic: characteristics({
      msisdn: row['msisdn'],
      imsi: networkRows(seed, scale, number).rows['aaa_record']?.[0]?.['imsi'],
    }),
    relatedParty: [{ id: subscriberNo(number), role: 'customer', '@referredType': 'Customer' }],
  });
}
