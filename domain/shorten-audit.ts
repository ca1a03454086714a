import type { AuditReport } from '../schemas/report.ts';

/**
 * A report that fits into an answer through Temporal: first what does not agree, then the newest messages, in their order.
 *
 * @param limit most messages, problems and remarks
 */
export function shortenAudit(report: AuditReport, limit: number): AuditReport {
  const { messages, problems, remarks } = report;
  if (Math.max(messages.length, problems.length, remarks.length) <= limit) return report;
  const places = messages.map((_, place) => place);
  const disagrees = (place: number) => messages[place]?.problem != null;
  const ranked = [...places.filter(disagrees), ...places.filter((place) => !disagrees(place)).reverse()];
  const listed = new Set(ranked.slice(0, limit));
  return {
    ...report,
    messages: messages.filter((_, place) => listed.has(place)),
    unlisted: messages.length - listed.size,
    problems: problems.slice(0, limit),
    remarks: remarks.slice(-limit),
  };
}
