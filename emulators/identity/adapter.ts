import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  payload: AdapterPayload;
  expiresAt: number;
}

/** Keeps sessions, grants and codes in memory, by model and id. */
export function createStore(): new (model: string) => Adapter {
  const entries = new Map<string, Entry>();
  const live = (key: string): Entry | undefined => {
    const found = entries.get(key);
    if (found && found.expiresAt > Date.now()) return found;
    entries.delete(key);
    return undefined;
  };
  return class implements Adapter {
    readonly model: string;
    constructor(model: string) {
      this.model = model;
    }
    #key(id: string): string {
      return `${this.model}:${id}`;
    }
    #find(test: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> {
      const keys = [...entries.keys()].filter((key) => key.startsWith(`${this.model}:`));
      return Promise.resolve(keys.map((key) => live(key)?.payload).find((payload) => payload && test(payload)));
    }
    upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
      entries.set(this.#key(id), { payload, expiresAt: Date.now() + (expiresIn || 3_600) * 1_000 });
      return Promise.resolve();
    }
    find(id: string): Promise<AdapterPayload | undefined> {
      return Promise.resolve(live(this.#key(id))?.payload);
    }
    findByUid(uid: string): Promise<AdapterPayload | undefined> {
      return this.#find((payload) => payload.uid === uid);
    }
    findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
      return this.#find((payload) => payload.userCode === userCode);
    }
    consume(id: string): Promise<void> {
      const found = live(this.#key(id));
      if (found) found.payload.consumed = Math.floor(Date.now() / 1_000);
      return Promise.resolve();
    }
    destroy(id: string): Promise<void> {
      entries.delete(this.#key(id));
      return Promise.resolve();
    }
    revokeByGrantId(grantId: string): Promise<void> {
      // Only of this model: an interaction that goes on has the grant as well.
      for (const [key, { payload }] of entries)
        if (key.startsWith(`${this.model}:`) && payload.grantId === grantId) entries.delete(key);
      return Promise.resolve();
    }
  };
}
