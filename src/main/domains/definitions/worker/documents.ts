import { and, asc, eq } from 'drizzle-orm';
import type { DefinitionId, TenantId } from '#contract/common.ts';
import type { OperationDetail, OperationSummary } from '#contract/openapi.ts';
import {
  describeOperation,
  type Inspection,
  type ParsedDefinition,
  parseDefinition,
  type RemoteOptions,
} from '#core/openapi/index.ts';
import type { Reader, Store } from '#main/store/index.ts';
import { decompress, definitionOperations, definitionRemotes, definitions, readText } from '../table.ts';
import { storedRemotes } from './foreignDocuments.ts';

const mostDocuments = 8;
const mostLength = 32_000_000;

export interface DescribeJob {
  readonly tenantId: TenantId;
  readonly id: DefinitionId;
  readonly key: string;
}

/** Stored documents that stay parsed while the worker lives, those used last. */
export class OpenDocuments {
  readonly #store: Store;
  /** In the order of their last use. */
  readonly #opened = new Map<string, OpenedDefinition>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Throws DEFINITION_OPERATION_UNKNOWN. */
  describe({ tenantId, id, key }: DescribeJob): OperationDetail {
    const { document, reading } = this.#open(tenantId, id);
    return describeOperation(document, key, reading);
  }

  #open(tenantId: TenantId, id: DefinitionId): OpenedDefinition {
    const name = `${tenantId} ${id}`;
    const opened = this.#opened.get(name) ?? openStored(this.#store.read, tenantId, id);
    this.#opened.delete(name);
    this.#opened.set(name, opened);
    this.#forget();
    return opened;
  }

  #forget(): void {
    let length = 0;
    for (const { length: each } of this.#opened.values()) length += each;
    for (const [name, opened] of this.#opened) {
      if (this.#opened.size === 1 || (this.#opened.size <= mostDocuments && length <= mostLength)) return;
      this.#opened.delete(name);
      length -= opened.length;
    }
  }
}

/** A stored definition, parsed again. */
interface OpenedDefinition extends ParsedDefinition {
  /** How it is read with the documents that were fetched for it. */
  readonly reading: RemoteOptions;
  /** UTF-16 units of its text, as a measure of its memory. */
  readonly length: number;
}

export function openStored(r: Reader, tenantId: TenantId, id: DefinitionId): OpenedDefinition {
  const text = readText(r, tenantId, id);
  const parsed = parseDefinition(text);
  const texts = readRemotes(r, tenantId, id);
  const sourceUrl = texts.size > 0 ? readSourceUrl(r, tenantId, id) : null;
  return {
    ...parsed,
    reading: sourceUrl === null ? {} : storedRemotes(parsed.document, sourceUrl, texts),
    length: text.length,
  };
}

function readSourceUrl(r: Reader, tenantId: TenantId, id: DefinitionId): string | null {
  const mine = and(eq(definitions.tenantId, tenantId), eq(definitions.id, id));
  return r.select({ sourceUrl: definitions.sourceUrl }).from(definitions).where(mine).get()?.sourceUrl ?? null;
}

function readRemotes(r: Reader, tenantId: TenantId, id: DefinitionId): Map<string, string> {
  const mine = and(eq(definitionRemotes.tenantId, tenantId), eq(definitionRemotes.definitionId, id));
  const rows = r.select().from(definitionRemotes).where(mine).all();
  return new Map(rows.map((row) => [row.address, decompress(row.content).toString('utf8')]));
}

/** A stored definition as its inspection made it; undefined where it is gone. */
export function readInspection(r: Reader, tenantId: TenantId, id: DefinitionId): Inspection | undefined {
  const mine = and(eq(definitions.tenantId, tenantId), eq(definitions.id, id));
  const report = r.select({ report: definitions.report }).from(definitions).where(mine).get()?.report;
  if (!report) return undefined;
  const rows = r
    .select()
    .from(definitionOperations)
    .where(and(eq(definitionOperations.tenantId, tenantId), eq(definitionOperations.definitionId, id)))
    .orderBy(asc(definitionOperations.ordinal))
    .all();
  return { report, operations: rows.map(summaryOf) };
}

type OperationRecord = typeof definitionOperations.$inferSelect;

function summaryOf({
  tenantId,
  definitionId,
  search,
  operationId,
  summary,
  ...rest
}: OperationRecord): OperationSummary {
  return { ...rest, ...(operationId === null ? {} : { operationId }), ...(summary === null ? {} : { summary }) };
}
