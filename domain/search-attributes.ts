/** Search attributes of the workflows with their types; the namespace in Temporal must have them. */
export const searchAttributes = {
  Engagement: 'Keyword',
  Environment: 'Keyword',
  Phase: 'Keyword',
  Gate: 'Keyword',
  /** The roles that may sign the open gate. Names and addresses of people are never in a search attribute. */
  WaitsFor: 'KeywordList',
  /** The step of the cutover that is under way. */
  CutoverStep: 'Keyword',
} as const;

/**
 * What to do about search attributes that a namespace lacks; null if it has all. Without one of them, the workflows could not
 * go on.
 *
 * @param present names of the attributes that the namespace has
 */
export function missingAttributes(
  present: readonly string[],
  namespace: string,
): { what: string; next: string } | null {
  const missing = Object.entries(searchAttributes).filter(([name]) => !present.includes(name));
  if (missing.length === 0) return null;
  const commands = missing.map(
    ([name, type]) =>
      `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
  );
  const names = missing.map(([name]) => name).join(', ');
  return {
    what: `The namespace ${namespace} lacks the search attribute${missing.length > 1 ? 's' : ''} ${names}.`,
    next: `Add what is missing: ${commands.join(' && ')}`,
  };
}
