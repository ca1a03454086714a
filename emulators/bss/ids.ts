import { imsiOf } from './network-identifiers.ts';
import type { Scale } from './scale.ts';

/** Ids of the operator's records, made from the record's number. Numbers start at 1. */
const padded = (prefix: string, number: number, digits: number) => `${prefix}-${String(number).padStart(digits, '0')}`;

/** The first account that may have an IMSI as its number. It and the next ones have no defect of the demo's own rules. */
const firstIdentifierKey = 26;
export const isIdentifierKey = ({ identifierKeys }: Scale, number: number) =>
  number >= firstIdentifierKey && number < firstIdentifierKey + identifierKeys;
/** The number of an account; an IMSI for a few of them, if the scale asks for it. */
export const accountNo = (scale: Scale, number: number) =>
  isIdentifierKey(scale, number) ? imsiOf(number) : padded('BA', number, 6);
export const subscriberNo = (number: number) => padded('SUB', number, 6);
export const planCode = (number: number) => padded('PLAN', number, 3);
export const offeringCode = (number: number) => padded('OFF', number, 3);
export const supplierNo = (number: number) => padded('SUP', number, 4);
export const orderNo = (number: number) => padded('ORD', number, 7);
export const purchaseNo = (number: number) => padded('PUR', number, 7);
export const invoiceNo = (number: number) => padded('INV', number, 7);
export const interactionNo = (number: number) => padded('INT', number, 7);
export const documentNo = (number: number) => padded('DOC', number, 6);

/** The record's number of an account. */
export const numberOfAccount = ({ identifierKeys }: Scale, id: string): number => {
  for (let number = firstIdentifierKey; number < firstIdentifierKey + identifierKeys; number += 1)
    if (imsiOf(number) === id) return number;
  return numberIn(id);
};

/** The number in an id; 0 if it has none. */
export const numberIn = (id: string): number => Number(/\d+/.exec(id)?.[0] ?? 0);
