import { hash } from 'node:crypto';
import { workerData } from 'node:worker_threads';
import { and, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { DefinitionId, TenantId } from '#contract/common.ts';
import type { DefinitionComparison, DefinitionReport, OperationDetail, OperationSummary } from '#contract/openapi.ts';
import type { WrittenFiles } from '#core/openapi/bundle.ts';
import {
  compareDefinitions,
  type Digest,
  type Inspection,
  inspectDefinition,
  isFingerprint,
  type ParsedDefinition,
  parseDefinition,
} from '#core/openapi/index.ts';
import { type JobContext, serveJobs } from '#main/kernel/workerJobs.ts';
import { openStore, type Reader, type Store, type Writer } from '#main/store/index.ts';
import { compress, type DefinitionFormat, definitions, type Piece, piecesOf, searchKey } from '../table.ts';
import { type JobSource, readDocument } from './documentSource.ts';
import { type DescribeJob, OpenDocuments, openStored, readInspection } from './documents.ts';
import { collectRemotes, type RemoteDocuments } from './foreignDocuments.ts';

/** What the worker does, by its name. */
export type DefinitionJobs = {
  review: { input: ReviewJob; result: Reviewed };
  describe: { input: DescribeJob; result: OperationDetail };
  sweep: { input: SweepJob; result: { definitions: number } };
};

/** What the worker is given when it starts. */
export interface DefinitionWorkerSetup {
  readonly file: string;
  readonly migrations: string;
  readonly backups: string;
  /** The reading worker cannot write, whatever it is asked. */
  readonly readonly: boolean;
}

export interface ReviewJob {
  readonly tenantId: TenantId;
  /** The id that the staged definition gets. */
  readonly id: DefinitionId;
  readonly source: JobSource;
  readonly sourceUrl: string | null;
  /** Follow references into other documents, which the console fetches. */
  readonly remoteReferences: boolean;
  /** The definition to compare with. */
  readonly before: DefinitionId | null;
  readonly createdAt: number;
}

export interface Reviewed {
  readonly report: DefinitionReport;
  readonly bytes: number;
  readonly format: DefinitionFormat;
  readonly written: WrittenFiles;
  readonly comparison: DefinitionComparison | null;
}

/** Reads a document, finds out what it holds, and stores it aside. Throws the faults of `parseDefinition` and `inspectDefinition`. */
async function runReview(store: Store, job: ReviewJob, context: JobContext): Promise<Reviewed> {
  context.progress('Reading', 2);
  const { decoded, bytes, written } = await readDocument(job.source);
  context.progress('Parsing', 5);
  // The thread pool compresses while this thread parses; a document that is refused later wastes a moment of it.
  const compressed = piecesOf(decoded);
  compressed.catch(() => undefined);
  const parsed = parseDefinition(decoded);
  const documents = await otherDocuments(job, parsed, context);
  context.progress('Finding operations and security', 40);
  const inspection = inspectDefinition(parsed, {
    ...documents?.reading,
    ...(job.before !== null && { digest }),
  });
  const pieces = await compressed;
  const comparison = compareWithBefore(store, job, inspection);
  stageDefinition(store, job, { parsed, pieces, inspection, documents, bytes }, context);
  const { format } = parsed;
  return {
    report: inspection.report,
    bytes,
    format,
    written: written ?? { files: 1, formats: [format] },
    comparison,
  };
}

const digest: Digest = (text) => hash('sha256', text, 'base64url').slice(0, 16);

async function otherDocuments(
  { remoteReferences, sourceUrl }: ReviewJob,
  { document }: ParsedDefinition,
  context: JobContext,
): Promise<RemoteDocuments | undefined> {
  if (!remoteReferences || sourceUrl === null) return undefined;
  context.progress('Fetching the documents that it refers to', 30);
  return await collectRemotes(document, sourceUrl, context.request);
}

function compareWithBefore(store: Store, { tenantId, before }: ReviewJob, after: Inspection) {
  const stored = before === null ? undefined : readInspection(store.read, tenantId, before);
  return stored && before ? compareDefinitions(withFingerprints(store.read, tenantId, before, stored), after) : null;
}

/** A first import leaves the fingerprints out, and earlier versions saw less; they are made when the next import asks. */
function withFingerprints(r: Reader, tenantId: TenantId, id: DefinitionId, stored: Inspection): Inspection {
  if (stored.operations.every(({ fingerprint }) => isFingerprint(fingerprint))) return stored;
  const opened = openStored(r, tenantId, id);
  return inspectDefinition(opened, { ...opened.reading, digest });
}

interface Read {
  readonly parsed: ParsedDefinition;
  readonly pieces: readonly Piece[];
  readonly inspection: Inspection;
  readonly documents: RemoteDocuments | undefined;
  readonly bytes: number;
}

type Columns = (string | number | null)[];

const rowsAtOnce = 250;
const bytesAtOnce = 512 * 1024;

/**
 * Stores what was read, in transactions so short that the console's own writes pass between them. Nothing of it
 * counts before the last one makes it `staged`; what a killed worker leaves is `storing`, and swept away.
 */
function stageDefinition(store: Store, job: ReviewJob, read: Read, { progress }: JobContext): void {
  const statements = new Statements(store, job);
  store.write(() => statements.begin(read));
  progress('Storing the text', 60);
  for (const pieces of batches(read.pieces, (piece) => piece.content.byteLength, bytesAtOnce)) {
    store.write(() => pieces.forEach((piece) => void statements.text(piece)));
    giveWay();
  }
  for (const [address, text] of read.documents?.texts ?? []) store.write(() => statements.remote(address, text));
  const { operations } = read.inspection;
  let stored = 0;
  for (const rows of batches(operations, () => 1, rowsAtOnce)) {
    progress('Storing the operations', 70 + Math.floor((stored / operations.length) * 28));
    const columns = rows.map((row) => statements.columnsOf(row));
    store.write(() => columns.forEach((values) => void statements.operation(values)));
    stored += rows.length;
    giveWay();
  }
  store.write(() => statements.finish(read.inspection));
}

function* batches<T>(items: Iterable<T>, weigh: (item: T) => number, most: number): Generator<T[]> {
  let batch: T[] = [];
  let weight = 0;
  for (const item of items) {
    batch.push(item);
    weight += weigh(item);
    if (weight < most) continue;
    yield batch;
    batch = [];
    weight = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The same few statements run for thousands of rows, so they are prepared once on the connection itself. */
class Statements {
  readonly #job: ReviewJob;
  readonly #begin;
  readonly #text;
  readonly #remote;
  readonly #operation;
  readonly #finish;

  constructor({ sqlite }: Store, job: ReviewJob) {
    this.#job = job;
    this.#begin = sqlite.prepare(`INSERT INTO definitions
      (tenant_id, id, state, format, bytes, length, source_url, created_at) VALUES (?, ?, 'storing', ?, ?, ?, ?, ?)`);
    this.#text = sqlite.prepare(
      'INSERT INTO definition_texts (tenant_id, definition_id, start, content) VALUES (?, ?, ?, ?)',
    );
    this.#remote = sqlite.prepare(
      'INSERT INTO definition_remotes (tenant_id, definition_id, address, content) VALUES (?, ?, ?, ?)',
    );
    this.#operation = sqlite.prepare(`INSERT INTO definition_operations
      (tenant_id, definition_id, ordinal, key, method, path, operation_id, summary, tags, deprecated, security, pointer,
        fingerprint, search) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#finish = sqlite.prepare(`UPDATE definitions SET state = 'staged', report = ? WHERE tenant_id = ? AND id = ?`);
  }

  begin({ parsed, bytes }: Read): void {
    const { tenantId, id, sourceUrl, createdAt } = this.#job;
    this.#begin.run(tenantId, id, parsed.format, bytes, parsed.text.length, sourceUrl, createdAt);
  }

  text({ start, content }: Piece): void {
    this.#text.run(this.#job.tenantId, this.#job.id, start, content);
  }

  remote(address: string, text: string): void {
    this.#remote.run(this.#job.tenantId, this.#job.id, address, compress(text));
  }

  /** Made before the transaction, which then holds the lock for the inserts alone. */
  columnsOf(row: OperationSummary): Columns {
    return [
      this.#job.tenantId,
      this.#job.id,
      row.ordinal,
      row.key,
      row.method,
      row.path,
      row.operationId ?? null,
      row.summary ?? null,
      JSON.stringify(row.tags),
      row.deprecated ? 1 : 0,
      JSON.stringify(row.security),
      row.pointer,
      row.fingerprint,
      searchKey(row),
    ];
  }

  operation(columns: Columns): void {
    this.#operation.run(...columns);
  }

  finish({ report }: Inspection): void {
    this.#finish.run(JSON.stringify(report), this.#job.tenantId, this.#job.id);
  }
}

interface SweepJob {
  /** Reviews from before this moment, in milliseconds since 1970 UTC, have waited long enough for a person's yes. */
  readonly stagedBefore: number;
}

const batch = 200;

/** Deletes definitions that no one needs any more, in transactions so short that the console's own writes pass between them. */
function runSweep(store: Store, { stagedBefore }: SweepJob): { definitions: number } {
  const unused = or(
    inArray(definitions.state, ['storing', 'replaced']),
    and(eq(definitions.state, 'staged'), lt(definitions.createdAt, stagedBefore)),
  );
  const rows = store.read
    .select({ tenantId: definitions.tenantId, id: definitions.id })
    .from(definitions)
    .where(unused)
    .all();
  for (const row of rows) sweepOne(store, row);
  return { definitions: rows.length };
}

function sweepOne(store: Store, { tenantId, id }: { tenantId: string; id: string }): void {
  const parts = [
    ['definition_operations', 'ordinal', batch],
    ['definition_texts', 'start', 4],
  ] as const;
  for (const [table, column, most] of parts) {
    const remove = (w: Writer) =>
      w.run(sql`DELETE FROM ${sql.raw(table)} WHERE tenant_id = ${tenantId} AND definition_id = ${id}
        AND ${sql.raw(column)} IN (SELECT ${sql.raw(column)} FROM ${sql.raw(table)}
          WHERE tenant_id = ${tenantId} AND definition_id = ${id} LIMIT ${most})`).changes;
    while (store.write(remove) > 0) giveWay();
  }
  store.write((w) =>
    w.run(sql`DELETE FROM definitions WHERE tenant_id = ${tenantId} AND id = ${id} AND state <> 'current'`),
  );
}

const never = new Int32Array(new SharedArrayBuffer(4));

/** A pause of a millisecond between two transactions: SQLite's lock is not fair, and the console's own writes must pass. */
function giveWay(): void {
  Atomics.wait(never, 0, 0, 1);
}

const setup: DefinitionWorkerSetup = workerData;
const store = openStore(setup);
// What is staged may be lost with the power and holds the lock for less time so. It counts only once the console has
// committed `current` with synchronous=FULL, and that flushes everything before it in the same log.
if (!setup.readonly) store.sqlite.pragma('synchronous = NORMAL');
const documents = new OpenDocuments(store);

serveJobs<DefinitionJobs>(
  {
    review: (job, context) => runReview(store, job, context),
    describe: (job) => documents.describe(job),
    sweep: (job) => runSweep(store, job),
  },
  (kind) => {
    // Here, since the main thread's next commit would otherwise do it.
    if (kind === 'review') store.sqlite.pragma('wal_checkpoint(PASSIVE)');
  },
);
