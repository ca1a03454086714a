import { plantDefect } from './defects.ts';
import { subscriberNo } from './ids.ts';
import type { GeneratedRecord, Row } from './records.ts';
import type { Scale } from './scale.ts';

/** The note of a subscriber, in the field `value`, before identifiers are planted in it: empty or with a defect. */
export function noteToPlant(seed: number, scale: Scale, number: number): GeneratedRecord {
  const row: Row = { value: '' };
  const context = { seed, scale, number, id: subscriberNo(number), keyField: 'entity_key' };
  const defects = plantDefect('extensions', row, context);
  return { row, defects: defects.map((defect) => ({ ...defect, field: 'extensions' })) };
}

/** Whether a defect of the catalogue leaves no place in a subscriber's note. */
export const hasDefectiveNote = (seed: number, scale: Scale, number: number): boolean =>
  noteToPlant(seed, scale, number).defects.length > 0;
