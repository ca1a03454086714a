/** Ids of the operator's records, made from the record's number. Numbers start at 1. */
const padded = (prefix: string, number: number, digits: number) => `${prefix}-${String(number).padStart(digits, '0')}`;

export const accountNo = (number: number) => padded('BA', number, 6);
export const subscriberNo = (number: number) => padded('SUB', number, 6);
export const planCode = (number: number) => padded('PLAN', number, 3);
export const offeringCode = (number: number) => padded('OFF', number, 3);
export const orderNo = (number: number) => padded('ORD', number, 7);
export const invoiceNo = (number: number) => padded('INV', number, 7);
export const interactionNo = (number: number) => padded('INT', number, 7);
export const documentNo = (number: number) => padded('DOC', number, 6);

/** The number in an id; 0 if it has none. */
export const numberIn = (id: string): number => Number(/\d+/.exec(id)?.[0] ?? 0);
