import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { IntegrationId } from '#contract/common.ts';
import type { HandOperation, OperationRow, Review } from '#contract/definitions.ts';
import type { Integration } from '#contract/integrations.ts';
import type { DefinitionReport, OperationDetail } from '#contract/openapi.ts';
import { handleJobs } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain, TableUse } from '#main/kernel/domain.ts';
import { type Kernel, storeFiles } from '#main/kernel/kernel.ts';
import type { Reader } from '#main/store/index.ts';
import type { DefinitionsContext, DefinitionsPorts } from './context.ts';
import {
  addOperation,
  deriveHandOperations,
  editOperation,
  knownOperations,
  operationFacts,
  removeOperation,
  updateOperation,
} from './handOperations.ts';
import {
  type ApplyInput,
  applyDefinition,
  definitionFacts,
  definitionJobs,
  detach,
  discardReview,
  importFacts,
  sweepDefinitions,
} from './lifecycle.ts';
import { listOperations, searchOperations } from './operations.ts';
import { definitionOf, type OperationKey, readContent, readDetail, readReport, summariesOf } from './reader.ts';
import { cancelReview, type ReviewInput, reviewDefinition } from './review.ts';
import {
  definitionOperations,
  definitionRemotes,
  definitions,
  definitionTexts,
  handOperations,
  operationEdits,
} from './table.ts';
import { beginUpload, discardUpload, Uploads, uploadPart } from './uploads.ts';
import { openCommandWorkers, openDefinitionWorkers } from './workers.ts';

/** What higher tiers ask of definitions. */
export interface DefinitionReader {
  /** Null where the integration has no definition. */
  reportOf(r: Reader, actor: Actor, id: IntegrationId): { report: DefinitionReport; sourceUrl: string | null } | null;
  /** Operations in the order of the document, then those written by hand. Throws NOT_FOUND. */
  summariesOf(r: Reader, actor: Actor, id: IntegrationId): OperationKey[];
  /** Which of these operations the integration has, in its definition or by hand. */
  knownOperations(r: Reader, actor: Actor, id: IntegrationId, keys: readonly string[]): ReadonlySet<string>;
  /** Throws NOT_FOUND or DEFINITION_OPERATION_UNKNOWN. */
  describe(actor: Actor, input: { integrationId: IntegrationId; key: string }): Promise<OperationDetail>;
}

export interface DefinitionsApi extends DefinitionReader {
  /** All operations of an integration that are not hidden. Throws NOT_FOUND. */
  operationsOf(actor: Actor, integrationId: IntegrationId): OperationRow[];
  /** Parses a document and stores it aside. Throws the faults of definitions and imports. */
  review(actor: Actor, input: ReviewInput): Promise<Review>;
  /** Files on their way in, for whoever reads them. */
  readonly uploads: Pick<Uploads, 'finish' | 'discard'>;
  /** Makes a reviewed document the definition of an integration. Throws REVIEW_GONE. */
  apply(actor: Actor, input: ApplyInput): Integration;
  /** Adds an operation written by hand. Throws OPERATION_TAKEN. */
  addOperation(actor: Actor, input: { integrationId: IntegrationId; operation: HandOperation }): OperationRow;
}

/** More than any definition has. */
const mostOperations = 100_000;

/** A document that nobody has said yes to yet is not the team's. */
const inUse = (state: string) => `${state} IN ('current', 'replaced')`;

/** An integration keeps how many operations it has. */
const counted = { table: 'integrations', column: 'integration_id' } as const;

const tables: TableUse[] = [
  {
    table: definitions,
    travels: 'all',
    merge: { only: (row) => inUse(`${row}.state`), derivedIn: counted, shown: { thing: 'definition' } },
    kept: 'untilDeleted',
    refersTo: { integration_id: 'integrations' },
    past: [{ at: definitions.createdAt }],
  },
  ...[definitionTexts, definitionRemotes, definitionOperations].map(
    (table): TableUse => ({
      table,
      travels: 'all',
      kept: 'withParent',
      refersTo: { definition_id: 'definitions' },
      merge: {
        only: (row) =>
          inUse(
            `(SELECT d.state FROM definitions AS d WHERE d.tenant_id = ${row}.tenant_id AND d.id = ${row}.definition_id)`,
          ),
        shown: { thing: 'definition' },
      },
    }),
  ),
  {
    table: handOperations,
    travels: 'all',
    kept: 'withParent',
    refersTo: { integration_id: 'integrations' },
    merge: {
      latest: ['updated_at'],
      derived: ['key', 'search'],
      derive: deriveHandOperations,
      derivedIn: counted,
      shown: { thing: 'operation', name: 'key' },
    },
  },
  {
    table: operationEdits,
    travels: 'all',
    kept: 'withParent',
    refersTo: { integration_id: 'integrations' },
    merge: { latest: ['updated_at'], derivedIn: counted, shown: { thing: 'operation', name: 'key' } },
  },
];

/** OpenAPI documents of integrations, and operations written by hand. */
export function createDefinitions(kernel: Kernel, ports: DefinitionsPorts): Domain<'definitions', DefinitionsApi> {
  const { store, facts, jobs, events, now, outbound } = kernel;
  const { usableConnections, connectionsAffected, usesAffected } = ports;
  const uploadsDir = uploadsDirOf(kernel);
  const uploads = new Uploads(uploadsDir, now);
  const files = storeFiles(kernel.host, kernel.paths);
  const workers = kernel.host.kind === 'cli' ? openCommandWorkers(store, files) : openDefinitionWorkers(files);
  const context: DefinitionsContext = {
    store,
    facts,
    jobs,
    events,
    now,
    outbound,
    uploads,
    workers,
    reviews: new Map(),
    usableConnections,
    connectionsAffected,
    usesAffected,
  };
  return {
    name: 'definitions',
    routes: {
      beginUpload: (actor, input) => beginUpload(context, actor, input),
      uploadPart: (actor, input) => uploadPart(context, actor, input),
      discardUpload: (actor, input) => discardUpload(context, actor, input),
      review: (actor, input) => reviewDefinition(context, actor, input),
      cancelReview: (actor, input) => cancelReview(context, actor, input),
      discardReview: (actor, input) => discardReview(context, actor, input),
      apply: (actor, input) => applyDefinition(context, actor, input),
      detach: (actor, input) => detach(context, actor, input),
      report: (actor, input) => readReport(store.read, actor, input),
      content: (actor, input) => readContent(store.read, actor, input),
      operations: (actor, input) => listOperations(store.read, actor, input),
      search: (actor, input) => searchOperations(store.read, actor, input),
      describe: (actor, input) => readDetail(context, actor, input),
      addOperation: (actor, input) => addOperation(context, actor, input),
      updateOperation: (actor, input) => updateOperation(context, actor, input),
      removeOperation: (actor, input) => removeOperation(context, actor, input),
      editOperation: (actor, input) => editOperation(context, actor, input),
    },
    api: {
      uploads,
      reportOf: definitionOf,
      summariesOf,
      knownOperations,
      describe: (actor, input) => readDetail(context, actor, input),
      operationsOf: (actor, integrationId) =>
        listOperations(store.read, actor, { integrationId, offset: 0, limit: mostOperations }).rows,
      review: (actor, input) => reviewDefinition(context, actor, input),
      apply: (actor, input) => applyDefinition(context, actor, input),
      addOperation: (actor, input) => addOperation(context, actor, input),
    },
    tables,
    facts: [...Object.values(definitionFacts), ...Object.values(importFacts), ...Object.values(operationFacts)],
    jobs: handleJobs(definitionJobs, {
      sweep: async (_job, signal) => {
        await sweepDefinitions(context, signal);
        return undefined;
      },
    }),
    close: async () => {
      await Promise.all([uploads.close(), workers.close()]);
      if (kernel.host.kind === 'cli') rmSync(uploadsDir, { recursive: true, force: true });
    },
  };
}

/** A command may run beside a console whose uploads are under way, and empties a folder of its own. */
const uploadsDirOf = ({ host, paths }: Kernel): string =>
  host.kind === 'cli' ? join(paths.uploads, `command-${process.pid}`) : paths.uploads;
