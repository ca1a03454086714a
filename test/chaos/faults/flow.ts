import type { FaultKind } from '../schedule.ts';
import { Missed, type Carrier } from './carrier.ts';
import { update } from './messages.ts';

/** Decisions that change the course of the engagement. */
export const flow = {
  /** Changes are requested at the rehearsal: the sandbox is rolled back and rehearsed again. */
  async 'send-back'(site) {
    const gate = (await site.status())?.gate?.gate;
    if (gate !== 'rehearsal') throw new Missed('the rehearsal is decided already');
    site.isSentBack = true;
  },
  async rollback(site) {
    await update(site, 'rollBack', [{ environment: 'production', by: 'ada@northwind.example', role: 'admin' }]);
    site.isRolledBack = true;
  },
} satisfies Partial<Record<FaultKind, Carrier>>;
