import type { RollbackModule, RollbackReport } from '../../schemas/engagement.ts';
import { isFile, isMail } from '../module-traits.ts';
import { isComplete, leftIn } from '../rollback-report.ts';
import { counted, list, page, section, table } from './markdown.ts';

/** The document about a rollback: what it will do (`preview`), or what it did (`done`). */
export function rollbackDocument(report: RollbackReport, when: 'preview' | 'done'): string {
  const { environment, runs, modules, fields, locks = [], left, notAsked } = report;
  return page(
    `${when === 'preview' ? 'Preview of the rollback' : 'Rollback'} of ${environment}`,
    rollbackVerdict(report, when),
    `Engagement \`${report.engagement}\`, runs: ${runs.map((run) => `\`${run}\``).join(', ') || 'none'}.`,
    section(
      'Records, in the order of the rollback',
      table(
        ['Module', ...rollbackColumns],
        modules.map((one) => [one.module, ...rollbackCounts(one)]),
      ),
    ),
    section(
      'Custom fields and added values',
      table(
        ['Module', when === 'preview' ? 'To remove' : 'Remaining', 'Removed'],
        fields.filter((one) => one.toRemove + one.removed > 0).map((one) => [one.module, one.toRemove, one.removed]),
      ),
    ),
    section(
      'Custom fields and added values that stay',
      table(
        ['Module', 'Field', 'Why'],
        fields.flatMap(({ module, kept }) => kept.map(({ apiName, why }) => [module, apiName, why])),
      ),
    ),
    section(
      'Rules that lock migrated records',
      table(
        ['Module', 'Rule', when === 'preview' ? 'What happens' : 'What happened', 'Why'],
        locks.map(({ module, rule, state, why }) => [module, rule, state, why ?? '']),
      ),
    ),
    section(
      'Records that stay',
      table(
        ['Module', 'Id in Zoho', 'Key', 'Why'],
        left.map(({ module, zohoId, key, reason }) => [module, zohoId, key, reason]),
      ),
    ),
    notAsked.length > 0 &&
      section('Lookups that Zoho can not be asked for', list(notAsked.map((name) => `\`${name}\``))),
  );
}

/** The columns of a rollback's table, after the module. */
export const rollbackColumns = [
  'To delete',
  'To restore',
  'Deleted',
  'Restored',
  'Deleted by people before',
  'Left',
  'Refused',
];

/** The counts of a module for these columns. */
export const rollbackCounts = (one: RollbackModule): number[] => [
  one.toDelete,
  one.toRestore,
  one.deleted,
  one.restored,
  one.alreadyGone,
  one.kept,
  one.failed,
];

const changeOfField = ['custom field or value', 'custom fields or values'] as const;

/** A few sentences with the figures. */
export function rollbackVerdict(report: RollbackReport, when: 'preview' | 'done'): string {
  return when === 'preview' ? previewVerdict(report) : doneVerdict(report);
}

const sumOf = (modules: RollbackModule[], count: (one: RollbackModule) => number): number =>
  modules.reduce((total, one) => total + count(one), 0);

const ruleOfLock = ['rule that locks migrated records', 'rules that lock migrated records'] as const;

const recordsIn = (modules: RollbackModule[]): RollbackModule[] => modules.filter(({ module }) => !isMail(module));

/** Whether files stay that can be those of e-mails which stay. */
const filesStay = (modules: RollbackModule[]): boolean =>
  [isMail, isFile].every((isLike) => modules.some(({ module, kept }) => isLike(module) && kept > 0));

/** What becomes of e-mails: Zoho deletes one only with its record. Empty if there are none. */
function mailText(modules: RollbackModule[], when: 'preview' | 'done'): string {
  const mails = modules.filter(({ module }) => isMail(module));
  const [going, staying] = [sumOf(mails, (one) => one.toDelete + one.deleted), sumOf(mails, (one) => one.kept)];
  if (going + staying === 0) return '';
  const [goes, stays] = when === 'preview' ? ['goes', 'stays'] : ['went', 'stayed'];
  const [go, stay] = when === 'preview' ? ['go', 'stay'] : ['went', 'stayed'];
  return (
    ` Zoho has no call that deletes an e-mail: ${counted(going, `e-mail ${goes}`, `e-mails ${go}`)} with ` +
    `${going === 1 ? 'its record' : 'their records'}, and ${counted(staying, `e-mail ${stays}`, `e-mails ${stay}`)}.`
  );
}

function previewVerdict({ environment, modules, fields, locks = [], notAsked, loading = [] }: RollbackReport): string {
  const [toDelete, toRestore] = [sumOf(modules, (one) => one.toDelete), sumOf(modules, (one) => one.toRestore)];
  const deletions = sumOf(recordsIn(modules), (one) => one.toDelete);
  const toRemove = fields.reduce((total, one) => total + one.toRemove, 0);
  const kept = sumOf(modules, (one) => one.kept);
  const keptRecords = sumOf(recordsIn(modules), (one) => one.kept);
  if (toDelete + toRestore + toRemove + kept + locks.length === 0)
    return `There is nothing to roll back in ${environment}.`;
  const rules = locks.filter(({ state }) => state === 'to remove').map(({ module }) => module);
  const unlocking =
    rules.length === 0 ? '' : ` It first removes ${counted(rules.length, ...ruleOfLock)}: of ${rules.join(', ')}.`;
  const staying =
    keptRecords === 0
      ? ''
      : ` It leaves ${counted(keptRecords, 'record')} as they are, because people changed them or attached something to them, or records that stay refer to them${filesStay(modules) ? ', or because they are files of e-mails that stay' : ''}.`;
  const unknown =
    notAsked.length === 0
      ? ''
      : ` Zoho can't be asked for ${counted(notAsked.length, 'lookup')}, so a record to which only they lead is not left.`;
  const unsure =
    loading.length === 0
      ? ''
      : ` ${loading.join(', ')} ${loading.length === 1 ? 'is' : 'are'} being loaded: changes that the user of the load ` +
        'makes there by hand are not recognised before the load has ended. A rollback ends it first.';
  return (
    `A rollback deletes ${counted(deletions, 'record')} and ${counted(toRemove, ...changeOfField)} that the engagement ` +
    `created in ${environment}, and restores ${counted(toRestore, 'record')} to the values from before the first load.` +
    `${unlocking}${staying}${mailText(modules, 'preview')}${unknown}${unsure} Nothing was changed yet.`
  );
}

function doneVerdict(report: RollbackReport): string {
  const { environment, modules, fields, locks = [], measured } = report;
  const sum = (count: (one: RollbackModule) => number) => sumOf(recordsIn(modules), count);
  const unlocked = locks.filter(({ state }) => state === 'removed').length;
  const done =
    `${counted(
      sum((one) => one.deleted),
      'record',
    )} deleted and ${counted(
      sum((one) => one.restored),
      'record',
    )} restored in ${environment}, ` +
    `${sum((one) => one.alreadyGone).toLocaleString('en')} had been deleted by people before, ` +
    `${counted(
      fields.reduce((total, one) => total + one.removed, 0),
      ...changeOfField,
    )} removed${unlocked === 0 ? '' : `, ${counted(unlocked, ...ruleOfLock)} removed`}`;
  // Reports of older rollbacks lack it.
  if (!measured) return `**The rollback is not complete**: ${done}. The final check was not made.`;
  const present = measured.reduce((total, one) => total + one.present, 0);
  const compared = measured.reduce((total, one) => total + one.compared, 0);
  const check =
    `The final check found ${counted(present, 'deleted record')} in Zoho, and compared ` +
    `${counted(compared, 'restored record')} with the values from before the first load.${mailText(modules, 'done')}`;
  if (isComplete(report)) return `The rollback is complete: ${done}. ${check}`;
  const rulesLeft = locks.length - unlocked;
  const leftFields = fields.reduce((total, one) => total + one.toRemove, 0);
  return (
    `**The rollback is not complete**: ${done}. ${counted(sum(leftIn), 'record')} and ` +
    `${counted(leftFields, ...changeOfField)} stay${rulesLeft === 0 ? '' : `, and ${counted(rulesLeft, ...ruleOfLock)}`}. ${check}`
  );
}
