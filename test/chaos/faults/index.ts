import type { FaultKind } from '../schedule.ts';
import type { Carrier } from './carrier.ts';
import { flow } from './flow.ts';
import { kills } from './kills.ts';
import { messages } from './messages.ts';
import { people } from './people.ts';
import { source } from './source.ts';
import { zoho } from './zoho.ts';

/** How each kind of fault is carried out. */
export const carriers: Record<FaultKind, Carrier> = { ...kills, ...zoho, ...messages, ...people, ...source, ...flow };
