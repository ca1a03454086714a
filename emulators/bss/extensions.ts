import { plant } from './defects.ts';
import { diceFor } from './dice.ts';
import { plantedIn } from './identifiers.ts';
import type { Defect, Row } from './people.ts';
import { accountNo, subscriberNo, type Scale } from './scale.ts';
import { day } from './vocabulary.ts';

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

/** Values of a subscriber's custom fields; one of them may hide a network identifier. */
export function subscriberExtensions(seed: number, scale: Scale, number: number): { rows: Row[]; defects: Defect[] } {
  const dice = diceFor(seed, 'extension', number);
  const id = subscriberNo(number);
  const planted = plantedIn(scale, 'extensions', number, dice);
  const value = (name: string, text: string): Row => ({
    entity_type: 'subscribers',
    entity_key: id,
    name,
    value: text,
  });
  const rows = [
    value('loyalty_tier', dice.pick(['Bronze', 'Silver', 'Gold'])),
    value('nps_score', String(dice.between(0, 10))),
    value('paperless', dice.pick(['Y', 'N'])),
  ];
  const note = value('dealer_note', planted ? `swap ${planted.value}` : '');
  const defects = planted ? [] : plant('extensions', note, { seed, scale, number, id, keyed: 'entity_key' });
  if (note['value'] !== '') rows.push(note);
  if (planted)
    defects.push({ object: 'subscribers', id, rule: planted.kind, expected: 'withheld', value: planted.value });
  for (const defect of defects) defect.field = 'extensions';
  return { rows, defects };
}

export function accountExtensions(seed: number, number: number): Row[] {
  const dice = diceFor(seed, 'account-extension', number);
  const value = (name: string, text: string): Row => ({
    entity_type: 'billing_accounts',
    entity_key: accountNo(number),
    name,
    value: text,
  });
  return [value('segment', dice.pick(['Consumer', 'SME', 'Corporate'])), value('review_date', day(dice, 2025, 2027))];
}
