import type { OperationSummary } from '#contract/openapi.ts';
import type { Inspection, ParsedDefinition } from '#core/openapi/index.ts';
import type { Store } from '#main/store/index.ts';
import { compress, type Piece } from '../definitionText.ts';
import { searchKey } from '../searchKey.ts';
import { giveWay } from './giveWay.ts';
import type { ReviewJob } from './jobs.ts';
import type { RemoteDocuments } from './remotes.ts';

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
export function stageDefinition(
  store: Store,
  job: ReviewJob,
  read: Read,
  tell: (label: string, done: number) => void,
): void {
  const statements = new Statements(store, job);
  store.write(() => statements.begin(read));
  tell('Storing the text', 60);
  for (const pieces of batches(read.pieces, (piece) => piece.content.byteLength, bytesAtOnce)) {
    store.write(() => pieces.forEach((piece) => void statements.text(piece)));
    giveWay();
  }
  for (const [address, text] of read.documents?.texts ?? []) store.write(() => statements.remote(address, text));
  const { operations } = read.inspection;
  let stored = 0;
  for (const rows of batches(operations, () => 1, rowsAtOnce)) {
    tell('Storing the operations', 70 + Math.floor((stored / operations.length) * 28));
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
      ...[this.#job.tenantId, this.#job.id, row.ordinal, row.key, row.method, row.path],
      ...[row.operationId ?? null, row.summary ?? null, JSON.stringify(row.tags), row.deprecated ? 1 : 0],
      ...[JSON.stringify(row.security), row.pointer, row.fingerprint, searchKey(row)],
    ];
  }

  operation(columns: Columns): void {
    this.#operation.run(...columns);
  }

  finish({ report }: Inspection): void {
    this.#finish.run(JSON.stringify(report), this.#job.tenantId, this.#job.id);
  }
}
