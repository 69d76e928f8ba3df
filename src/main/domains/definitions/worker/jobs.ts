import type { DefinitionId, TenantId } from '#contract/common.ts';
import type { FaultData } from '#contract/fault.ts';
import type { DefinitionComparison, DefinitionReport, OperationDetail } from '#contract/openapi.ts';
import type { DefinitionFormat } from '../table.ts';

/** What the worker is given when it starts. */
export interface WorkerSetup {
  readonly file: string;
  readonly migrations: string;
  readonly backups: string;
  /** The reading worker cannot write, whatever it is asked. */
  readonly readonly: boolean;
}

export interface ReviewJob {
  readonly kind: 'review';
  readonly tenantId: TenantId;
  /** The id that the staged definition gets. */
  readonly id: DefinitionId;
  readonly source: { readonly path: string } | { readonly text: string } | { readonly bytes: Uint8Array };
  readonly sourceUrl: string | null;
  /** Follow references into other documents, which the console fetches. */
  readonly remoteReferences: boolean;
  /** The definition to compare with. */
  readonly before: DefinitionId | null;
  readonly createdAt: number;
}

export interface DescribeJob {
  readonly kind: 'describe';
  readonly tenantId: TenantId;
  readonly id: DefinitionId;
  readonly key: string;
}

/** Deletes what no one needs any more: replaced and half-stored definitions, and staged ones from before `stagedBefore`. */
export interface SweepJob {
  readonly kind: 'sweep';
  readonly stagedBefore: number;
}

export type Job = ReviewJob | DescribeJob | SweepJob;

export interface Reviewed {
  readonly report: DefinitionReport;
  readonly bytes: number;
  readonly format: DefinitionFormat;
  readonly comparison: DefinitionComparison | null;
}

export interface Results {
  review: Reviewed;
  describe: OperationDetail;
  sweep: { definitions: number };
}

export interface Progress {
  readonly label: string;
  /** Of 100. */
  readonly done: number;
}

/** What the console says to its worker. */
export type ToWorker =
  | { readonly type: 'job'; readonly job: Job }
  | { readonly type: 'fetched'; readonly address: string; readonly bytes: Uint8Array | null };

export interface ErrorShape {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly data: FaultData;
}

/** What the worker says to the console. */
export type FromWorker =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'fetch'; readonly address: string }
  | { readonly type: 'done'; readonly result: Results[Job['kind']] }
  | { readonly type: 'fault'; readonly fault: ErrorShape }
  | { readonly type: 'defect'; readonly stack: string };
