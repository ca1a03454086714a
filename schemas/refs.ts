import { z } from 'zod';
import { Environment, Module, Pass, Slug } from './terms.ts';

/** Activities and messages pass references like these, never records. */
export const EngagementRef = z.object({ engagement: Slug });
export type EngagementRef = z.infer<typeof EngagementRef>;

/** Id of the workflow that runs an engagement. Temporal runs only one workflow with an id. */
export const engagementWorkflowId = (slug: string): string => `engagement/${slug}`;

const parts = ['rollback', 'schema'] as const;

/** Id of the workflow that rolls an environment back, or makes its schema, within an engagement or alone. */
export const partWorkflowId = (slug: string, environment: Environment, part: (typeof parts)[number]): string =>
  `${engagementWorkflowId(slug)}/${environment}/${part}`;

/** Id of the workflow that erases the personal data of an engagement. */
export const purgeWorkflowId = (slug: string): string => `${engagementWorkflowId(slug)}/purge`;

/** Ids of all workflows that change an engagement: while one of them runs, its ledger is not at rest. */
export const changingWorkflowIds = (slug: string): string[] => [
  engagementWorkflowId(slug),
  ...Environment.options.flatMap((environment) => parts.map((part) => partWorkflowId(slug, environment, part))),
];

/** One environment of an engagement. */
export const EnvironmentRef = EngagementRef.extend({ environment: Environment });
export type EnvironmentRef = z.infer<typeof EnvironmentRef>;

/** One load of one environment; `run` is its name: `full-1`, `full-2`, `delta-1` … */
export const RunRef = EnvironmentRef.extend({ run: z.string().min(1) });
export type RunRef = z.infer<typeof RunRef>;

export const PhaseRef = RunRef.extend({ module: Module });
export type PhaseRef = z.infer<typeof PhaseRef>;

/** A phase to report about. `isHalf`: its second pass waits until all modules are created. */
export const ReportRef = PhaseRef.extend({ isHalf: z.boolean().optional() });
export type ReportRef = z.infer<typeof ReportRef>;

export const PassRef = PhaseRef.extend({ pass: Pass });
export type PassRef = z.infer<typeof PassRef>;
