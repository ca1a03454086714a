import type { SourceRule } from '../schemas/mapping.ts';
import { isLookup } from './map-field.ts';
import { mailFields, neededInMail } from './mails.ts';
import { failure, type Problem } from './problem.ts';

/** An e-mail has the fields of Zoho's call, and nothing else. */
export function checkMail(source: SourceRule, path: string): Problem[] {
  const { fields } = source;
  const isKnown = (name: string) => mailFields.some((field) => field === name);
  const isTime = fields['date_time']?.transforms.includes('datetime');
  return [
    ...Object.keys(fields)
      .filter((name) => !isKnown(name))
      .map((name) =>
        failure(`${path}.fields.${name}`, `an e-mail in Zoho has no ${name}`, `Map only ${mailFields.join(', ')}.`),
      ),
    ...neededInMail
      .filter((name) => fields[name] === undefined)
      .map((name) => failure(`${path}.fields`, `Zoho takes no e-mail without ${name}`, `Map ${name}.`)),
    ...(fields['Parent_Id'] && !(fields['Parent_Id'].required && isLookup(fields['Parent_Id']))
      ? [
          failure(
            `${path}.fields.Parent_Id`,
            'an e-mail hangs on a record',
            'Map Parent_Id with a lookup and required: true.',
          ),
        ]
      : []),
    ...(fields['date_time'] && !isTime
      ? [failure(`${path}.fields.date_time`, 'it must be a point in time', 'Add transforms: [datetime].')]
      : []),
  ];
}
