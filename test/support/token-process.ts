import { setTimeout as delay } from 'node:timers/promises';
import { openLedger } from '../../connectors/ledger/database.ts';
import { createTokenStore } from '../../connectors/ledger/tokens.ts';

/**
 * A worker of the tests of the token lease. It asks for a token as often as it is told at once, and prints a line per
 * refresh and one with the tokens received.
 */
const [, , url = '', callers = '1', refreshMs = '0'] = process.argv;
const ledger = openLedger(url, 2);
const tokens = createTokenStore(ledger, 'a secret');
const print = (line: string) => process.stdout.write(`${line}\n`);

process.stdin.once('data', () => {
  let busy = 0;
  const watch = setInterval(() => (busy = Math.max(busy, ledger.pool.totalCount - ledger.pool.idleCount)), 1);
  const fetch = async () => {
    print('refresh');
    await delay(Number(refreshMs));
    return { token: `token of ${process.pid}`, expiresAt: Date.now() + 3_600_000 };
  };
  const asking = Array.from({ length: Number(callers) }, () => tokens.token('org/token', () => true, fetch));
  void Promise.all(asking).then(async (entries) => {
    clearInterval(watch);
    print(JSON.stringify({ tokens: [...new Set(entries.map((entry) => entry.token))], served: entries.length, busy }));
    await ledger.close();
    process.exit();
  });
});
print('ready');
