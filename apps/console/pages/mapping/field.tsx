import { listColumnSamples } from '../../../../connectors/ledger/mapping-basis.ts';
import { simpleRules } from '../../../../domain/mapping-text/edit.ts';
import { mappingRows } from '../../../../domain/mapping-text/rows.ts';
import { plainCustomTypes, transformNames } from '../../../../schemas/mapping.ts';
import { Module } from '../../../../schemas/terms.ts';
import { engagementPath, type EngagementRoute } from '../../context.ts';
import { EngagementPage } from '../../view/layout.tsx';
import { Facts } from '../../view/table.tsx';
import { moduleName } from '../../view/words.ts';
import { customNameOf } from './bulk.tsx';
import { fillText } from './parts.tsx';
import { readMappingState } from './state.ts';

/** One source field: where it goes and how, or why it is left out. */
export const mappingFieldPage: EngagementRoute = {
  method: 'get',
  path: '/mapping/field',
  action: 'change mapping',
  async handle(c, { ledger, refuse }) {
    const { slug } = c.var.engagement;
    const { mapping, basis, newest } = await readMappingState(ledger, slug);
    const [module, index] = [Module.safeParse(c.req.query('module')), Number(c.req.query('source'))];
    const declared = module.success ? mapping.modules[module.data] : undefined;
    const source = declared?.sources[index];
    const row =
      module.success && basis
        ? mappingRows(mapping, module.data, index, basis, []).find(({ column }) => column === c.req.query('column'))
        : undefined;
    if (!row?.isEditable || !declared || !source || !newest || !module.success) return refuse(c, 404, 'not found');
    const { column, suggestion } = row;
    const before = simpleRules(source, column)[0];
    const samples = await listColumnSamples(ledger, slug, { withValues: true });
    const sample = samples.find((one) => one.object === source.object && one.field === column);
    const custom = Object.keys(declared.custom);
    const standard = (basis?.destination[module.data] ?? []).filter(
      ({ apiName, writable }) => writable && !custom.includes(apiName),
    );
    const chosen = before?.into ?? suggestion?.field;
    const action = engagementPath(slug, 'mapping');
    const hidden = (
      <>
        <input type="hidden" name="base" value={String(newest.version)} />
        <input type="hidden" name="module" value={module.data} />
        <input type="hidden" name="source" value={String(index)} />
        <input type="hidden" name="column" value={column} />
      </>
    );
    return c.html(
      <EngagementPage c={c} at="mapping" title={`${source.object}.${column}`}>
        <Facts
          facts={[
            ['Module', moduleName(module.data)],
            ['Now', before?.into ?? (row.reason === null ? 'not decided' : `left out: ${row.reason}`)],
            ['Filled', fillText(sample) || 'shown after the first extraction'],
            ['Examples', sample?.samples.join(' · ') ?? ''],
            ...(suggestion
              ? [['Name suggests', `${suggestion.field} (${suggestion.score.toFixed(2)})`] as [string, string]]
              : []),
          ]}
        />
        <form method="post" action={action}>
          {hidden}
          <input type="hidden" name="kind" value="map" />
          <h2>Map it</h2>
          <p>
            <label for="into">Field in Zoho</label>
            <select id="into" name="into" required>
              <optgroup label="Fields of the module">
                {standard.map(({ apiName, dataType, length }) => (
                  <option value={apiName} selected={apiName === chosen}>
                    {apiName} ({dataType}
                    {length === null ? '' : `, ${length}`})
                  </option>
                ))}
              </optgroup>
              <optgroup label="Custom fields of the mapping">
                {custom.map((name) => (
                  <option value={name} selected={name === chosen}>
                    {name} ({declared.custom[name]?.type})
                  </option>
                ))}
              </optgroup>
              <optgroup label="A new custom field">
                {plainCustomTypes.map((type) => (
                  <option value={`${customNameOf(column)}:${type}`}>
                    {customNameOf(column)} ({type})
                  </option>
                ))}
              </optgroup>
            </select>
          </p>
          <fieldset>
            <legend>Transforms</legend>
            <p class="hint">They keep their order; new ones come last.</p>
            {transformNames.map((name) => (
              <label class="choice">
                <input
                  type="checkbox"
                  name="transforms"
                  value={name}
                  checked={before?.rule.transforms.includes(name) ?? false}
                />
                {name.replaceAll('_', ' ')}
              </label>
            ))}
          </fieldset>
          <p>
            <label for="map">Value map</label>
            <select id="map" name="map">
              <option value="">None</option>
              {Object.keys(mapping.maps).map((name) => (
                <option value={name} selected={name === before?.rule.map}>
                  {name}
                </option>
              ))}
            </select>
          </p>
          <p>
            <label for="length">Most characters</label>
            <input type="number" id="length" name="length" min="1" max="100000" value={before?.rule.length ?? ''} />
          </p>
          <label class="choice">
            <input type="checkbox" name="required" value="yes" checked={before?.rule.required ?? false} />
            Reject the record if the value is missing or unusable
          </label>
          <button>Show what changes</button>
        </form>
        <form method="post" action={action}>
          {hidden}
          <input type="hidden" name="kind" value="ignore" />
          <h2>Leave it out</h2>
          <p>
            <label for="reason">Reason</label>
            <input
              type="text"
              id="reason"
              name="reason"
              minlength={3}
              maxlength={300}
              value={row.reason ?? ''}
              required
            />
          </p>
          <button class="second">Show what changes</button>
        </form>
      </EngagementPage>,
    );
  },
};

/** The values of a value map, one a line. */
export const mappingValuesPage: EngagementRoute = {
  method: 'get',
  path: '/mapping/values',
  action: 'change mapping',
  async handle(c, { ledger, refuse }) {
    const { slug } = c.var.engagement;
    const { mapping, newest, basis } = await readMappingState(ledger, slug);
    const name = c.req.query('map') ?? '';
    const values = Object.hasOwn(mapping.maps, name) ? mapping.maps[name] : undefined;
    if (!values || !newest || !basis) return refuse(c, 404, 'not found');
    const users = Object.entries(mapping.modules).flatMap(([module, { sources }]) =>
      sources.flatMap((source) =>
        Object.entries({ ...source.fields, ...source.custom, ...source.lines?.fields })
          .filter(([, { map }]) => map === name)
          .map(([field]) => `${moduleName(module)}: ${field}`),
      ),
    );
    return c.html(
      <EngagementPage c={c} at="mapping" title={`Value map ${name}`}>
        <p>It is used by: {users.join(', ') || 'no field'}. A value that it does not have is not used.</p>
        <form method="post" action={engagementPath(slug, 'mapping')}>
          <input type="hidden" name="base" value={String(newest.version)} />
          <input type="hidden" name="kind" value="values" />
          <input type="hidden" name="map" value={name} />
          <p>
            <label for="values">Values</label>
            <span class="hint">
              One a line: <code>value of the source =&gt; value in Zoho</code>
            </span>
            <textarea id="values" name="values" rows={12} spellcheck={false}>
              {Object.entries(values)
                .map(([from, to]) => `${from} => ${to}`)
                .join('\n')}
            </textarea>
          </p>
          <button>Show what changes</button>
        </form>
      </EngagementPage>,
    );
  },
};
