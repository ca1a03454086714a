import { failure, type Problem } from './problem.ts';

/** Finds declarations of dates for fields that the object does not have; nobody would read them. */
export function checkDates(object: string, declared: string[], columns: string[]): Problem[] {
  const columnOf = (field: string) => /^(extensions|lines)\./.exec(field)?.[1] ?? field;
  return declared
    .filter((field) => !columns.includes(columnOf(field)))
    .map((field) =>
      failure(
        `objects.${object}.dates.${field}`,
        `${object} has no field ${field}`,
        `Use one of: ${columns.join(', ')}.`,
      ),
    );
}
