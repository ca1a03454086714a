import { noteToPlant } from './dealer-note.ts';
import { accountNo, subscriberNo } from './ids.ts';
import { plantItems } from './planting.ts';
import { randomFor } from './random.ts';
import type { Defect, Row } from './records.ts';
import { date } from './sample-values.ts';
import type { Scale } from './scale.ts';
import { hasContact } from './subscribers.ts';

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

/** Values of a subscriber's custom fields. */
export function subscriberExtensions(seed: number, scale: Scale, number: number): { rows: Row[]; defects: Defect[] } {
  const random = randomFor(seed, 'extension', number);
  const value = (name: string, text: string): Row => ({
    entity_type: 'subscribers',
    entity_key: subscriberNo(number),
    name,
    value: text,
  });
  const rows = [
    value('loyalty_tier', random.pick(['Bronze', 'Silver', 'Gold'])),
    value('nps_score', String(random.between(0, 10))),
    value('paperless', random.pick(['Y', 'N'])),
  ];
  const { text, defects } = dealerNote(seed, scale, number);
  if (text !== '') rows.push(value('dealer_note', text));
  return { rows, defects };
}

/** The custom field for free text; empty for most subscribers. */
function dealerNote(seed: number, scale: Scale, number: number): { text: string; defects: Defect[] } {
  const { row, defects } = noteToPlant(seed, scale, number);
  if (defects.length > 0) return { text: String(row['value']), defects };
  const note: Row = { dealer_note: '' };
  const isMigrated = () => hasContact(seed, scale, number);
  const context = { seed, scale, number, id: subscriberNo(number), defects, isMigrated };
  const planted = plantItems('extensions', note, context);
  return { text: String(note['dealer_note']), defects: planted };
}

export function accountExtensions(seed: number, scale: Scale, number: number): Row[] {
  const random = randomFor(seed, 'account-extension', number);
  const value = (name: string, text: string): Row => ({
    entity_type: 'billing_accounts',
    entity_key: accountNo(scale, number),
    name,
    value: text,
  });
  return [
    value('segment', random.pick(['Consumer', 'SME', 'Corporate'])),
    value('review_date', date(random, 2025, 2027)),
  ];
}
