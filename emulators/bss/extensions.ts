import { plantDefect } from './defects.ts';
import { hiddenIdentifier } from './hidden-identifiers.ts';
import { accountNo, subscriberNo } from './ids.ts';
import { randomFor } from './random.ts';
import type { Defect, Row } from './records.ts';
import { date } from './sample-values.ts';
import type { Scale } from './scale.ts';

/** The operator's custom fields. */
export const extensionDefinitions: Row[] = [
  {
    entity_type: 'subscribers',
    name: 'loyalty_tier',
    label: 'Loyalty Tier',
    data_type: 'picklist',
    options: 'Bronze;Silver;Gold',
    mandatory: false,
  },
  {
    entity_type: 'subscribers',
    name: 'nps_score',
    label: 'NPS Score',
    data_type: 'numeric',
    options: '',
    mandatory: false,
  },
  {
    entity_type: 'subscribers',
    name: 'paperless',
    label: 'Paperless',
    data_type: 'checkbox',
    options: '',
    mandatory: false,
  },
  {
    entity_type: 'subscribers',
    name: 'dealer_note',
    label: 'Dealer Note',
    data_type: 'text',
    options: '',
    mandatory: false,
  },
  {
    entity_type: 'billing_accounts',
    name: 'segment',
    label: 'Segment',
    data_type: 'picklist',
    options: 'Consumer;SME;Corporate',
    mandatory: false,
  },
  {
    entity_type: 'billing_accounts',
    name: 'review_date',
    label: 'Review Date',
    data_type: 'date',
    options: '',
    mandatory: false,
  },
];

/** Values of a subscriber's custom fields. `dealer_note` may contain a network identifier. */
export function subscriberExtensions(seed: number, scale: Scale, number: number): { rows: Row[]; defects: Defect[] } {
  const random = randomFor(seed, 'extension', number);
  const id = subscriberNo(number);
  const hidden = hiddenIdentifier(scale, 'extensions', number, random);
  const value = (name: string, text: string): Row => ({
    entity_type: 'subscribers',
    entity_key: id,
    name,
    value: text,
  });
  const rows = [
    value('loyalty_tier', random.pick(['Bronze', 'Silver', 'Gold'])),
    value('nps_score', String(random.between(0, 10))),
    value('paperless', random.pick(['Y', 'N'])),
  ];
  const note = value('dealer_note', hidden ? `swap ${hidden.value}` : '');
  const defects = hidden ? [] : plantDefect('extensions', note, { seed, scale, number, id, keyField: 'entity_key' });
  if (note['value'] !== '') rows.push(note);
  if (hidden) defects.push({ object: 'subscribers', id, rule: hidden.kind, expected: 'withheld', value: hidden.value });
  for (const defect of defects) defect.field = 'extensions';
  return { rows, defects };
}

export function accountExtensions(seed: number, number: number): Row[] {
  const random = randomFor(seed, 'account-extension', number);
  const value = (name: string, text: string): Row => ({
    entity_type: 'billing_accounts',
    entity_key: accountNo(number),
    name,
    value: text,
  });
  return [
    value('segment', random.pick(['Consumer', 'SME', 'Corporate'])),
    value('review_date', date(random, 2025, 2027)),
  ];
}
