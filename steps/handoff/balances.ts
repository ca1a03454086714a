import { findEnvironment } from '../../connectors/ledger/match-decisions.ts';
import { readPlacesInZoho } from '../../connectors/ledger/places-in-zoho.ts';
import { createBalanceSums, type BalanceSum } from '../../domain/handoff/balance-sums.ts';
import type { ListSource } from '../../domain/handoff/lists.ts';
import type { ListRow } from '../../domain/handoff/row.ts';
import { formatIn, numberFormatsOf } from '../number-formats.ts';
import type { Ports, StoredEngagement } from '../ports.ts';
import type { TeamFolders } from './team-folders.ts';

const perPage = 5_000;

/** The rows of the balances with whether each account is in Zoho. `sums` is complete when the rows were read to their end. */
export function placeBalances(
  { ledger }: Pick<Ports, 'ledger'>,
  { engagement, profile }: StoredEngagement,
  { environment }: Pick<TeamFolders, 'environment'>,
  sources: ListSource[],
): { place: (rows: AsyncIterable<ListRow>) => AsyncGenerator<ListRow>; sums: () => BalanceSum[] } {
  const sums = createBalanceSums();
  const formatOf = formatIn(numberFormatsOf(profile));
  const formats = new Map(sources.map(({ object, amount = '' }) => [object as string, formatOf(object, amount)]));
  const keyOf = ({ object, id }: ListRow) => `${profile.system}:${object}:${id}`;

  async function* placed(page: ListRow[], env: number | null): AsyncGenerator<ListRow> {
    const places = env === null ? null : await readPlacesInZoho(ledger, env, page.map(keyOf));
    for (const row of page) {
      const { balance = '', currency = '', object } = row;
      const inZoho = places?.get(keyOf(row)) ?? 'pending';
      sums.add({ balance, currency, inZoho }, formats.get(object));
      yield { ...row, in_zoho: inZoho };
    }
  }

  return {
    sums: sums.result,
    async *place(rows) {
      const env = await findEnvironment(ledger, { engagement: engagement.slug, environment });
      let page: ListRow[] = [];
      for await (const row of rows) {
        if (page.push(row) < perPage) continue;
        yield* placed(page, env);
        page = [];
      }
      yield* placed(page, env);
    },
  };
}
