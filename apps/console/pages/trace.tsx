import { ask } from '../../cli/ask.ts';
import { innermostMessage } from '../../cli/failure.ts';
import type { EngagementRoute } from '../context.ts';
import { isAnswerOf } from '../refused.ts';
import { EngagementPage } from '../view/layout.tsx';
import { Table } from '../view/table.tsx';

/** The history of one record, without its values. */
export const tracePage: EngagementRoute = {
  method: 'get',
  path: '/trace',
  action: 'see engagement',
  async handle(c, { client }) {
    const { slug } = c.var.engagement;
    const key = c.req.query('record')?.trim() ?? '';
    const found = key === '' ? null : await trace();
    async function trace() {
      try {
        return await ask(client, { about: 'trace', engagement: slug, key });
      } catch (error) {
        if (!isAnswerOf(error)) throw error;
        return { problem: innermostMessage(error) };
      }
    }
    return c.html(
      <EngagementPage c={c} at="trace" title="Trace a record">
        <form method="get" class="row">
          <div>
            <label for="record">Source object and id</label>
            <p class="hint" id="record-hint">
              For example <code>subscribers:SUB-000001</code>
            </p>
            <input type="text" id="record" name="record" value={key} aria-describedby="record-hint" required />
          </div>
          <button>Show its history</button>
        </form>
        {found && 'problem' in found && <p role="alert">{found.problem}</p>}
        {found && 'events' in found && found.events.length === 0 && (
          <p role="status">
            The ledger has nothing about <code>{found.key}</code>.
          </p>
        )}
        {found && 'events' in found && found.events.length > 0 && (
          <Table
            caption={`History of ${found.key}`}
            columns={[{ head: 'Environment' }, { head: 'Run' }, { head: 'What happened' }]}
            rows={found.events.map(({ environment, run, what }) => [environment, run, what])}
          />
        )}
      </EngagementPage>,
    );
  },
};
