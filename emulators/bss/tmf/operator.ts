import type { Scale } from '../scale.ts';

/** Seed and scale, from which every record of an operator is generated. */
export interface Operator {
  seed: number;
  scale: Scale;
}
