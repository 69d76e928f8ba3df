import { isAscii } from 'node:buffer';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { and, asc, eq, gte, lt, sql } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { DefinitionId, IntegrationId, OperationId, TenantId } from '#contract/common.ts';
import { handParameter } from '#contract/definitions.ts';
import { definitionReport, effectiveSecurity } from '#contract/openapi.ts';
import type { DecodedText } from '#core/openapi/index.ts';
import { bytes, flag, json, type Reader, timestampMs, type Writer } from '#main/store/index.ts';
import { readRecord, setOperationCount } from '../integrations/index.ts';

/** storing: a worker writes it. staged: waits for a person's yes. current: in use. replaced: to be swept away. */
type DefinitionState = 'storing' | 'staged' | 'current' | 'replaced';
export type DefinitionFormat = 'json' | 'yaml';

const tenantId = () => text('tenant_id').$type<TenantId>().notNull();
const definitionId = () => text('definition_id').$type<DefinitionId>().notNull();

/** Mirror of `0005_definitions.sql`. */
export const definitions = sqliteTable(
  'definitions',
  {
    tenantId: tenantId(),
    id: text('id').$type<DefinitionId>().notNull(),
    state: text('state').$type<DefinitionState>().notNull(),
    integrationId: text('integration_id').$type<IntegrationId>(),
    format: text('format').$type<DefinitionFormat>().notNull(),
    bytes: integer('bytes').notNull(),
    length: integer('length').notNull(),
    sourceUrl: text('source_url'),
    createdAt: timestampMs('created_at').notNull(),
    importedAt: timestampMs('imported_at'),
    report: json('report', definitionReport),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);

export const definitionTexts = sqliteTable(
  'definition_texts',
  {
    tenantId: tenantId(),
    definitionId: definitionId(),
    start: integer('start').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.definitionId, table.start] })],
);

export const definitionRemotes = sqliteTable(
  'definition_remotes',
  {
    tenantId: tenantId(),
    definitionId: definitionId(),
    address: text('address').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.definitionId, table.address] })],
);

export const definitionOperations = sqliteTable(
  'definition_operations',
  {
    tenantId: tenantId(),
    definitionId: definitionId(),
    ordinal: integer('ordinal').notNull(),
    key: text('key').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    operationId: text('operation_id'),
    summary: text('summary'),
    tags: json('tags', z.array(z.string())).notNull(),
    deprecated: flag('deprecated').notNull(),
    security: json('security', effectiveSecurity).notNull(),
    pointer: text('pointer').notNull(),
    fingerprint: text('fingerprint').notNull(),
    search: text('search').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.definitionId, table.ordinal] })],
);

const integrationId = () => text('integration_id').$type<IntegrationId>().notNull();

export const handOperations = sqliteTable(
  'hand_operations',
  {
    tenantId: tenantId(),
    id: text('id').$type<OperationId>().notNull(),
    integrationId: integrationId(),
    key: text('key').notNull(),
    method: text('method').notNull(),
    path: text('path').notNull(),
    summary: text('summary').notNull(),
    description: text('description').notNull(),
    parameters: json('parameters', z.array(handParameter)).notNull(),
    bodyMediaType: text('body_media_type'),
    search: text('search').notNull(),
    createdAt: timestampMs('created_at').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
export type HandRecord = typeof handOperations.$inferSelect;

export const operationEdits = sqliteTable(
  'operation_edits',
  {
    tenantId: tenantId(),
    integrationId: integrationId(),
    key: text('key').notNull(),
    summary: text('summary'),
    description: text('description'),
    hidden: flag('hidden').notNull(),
    updatedAt: timestampMs('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.integrationId, table.key] })],
);

interface Searched {
  readonly method: string;
  readonly path: string;
  readonly operationId?: string | undefined;
  readonly summary?: string | undefined;
  readonly tags?: readonly string[];
}

/** Lower case of everything that the list of operations is searched by. */
export function searchKey({ method, path, operationId = '', summary = '', tags = [] }: Searched): string {
  return [`${method} ${path}`, operationId, summary, ...tags].join('\n').toLowerCase();
}

/** UTF-16 units in one piece; a window of the text decompresses the pieces it touches and no others. */
const pieceLength = 1024 * 1024;

/** The fastest level: it takes a 13 MB definition to a tenth in the time of a third of its JSON.parse. */
const fastest = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export const compress = (text: string | Uint8Array): Uint8Array => zstdCompressSync(text, fastest);
export const decompress = (content: Uint8Array): Buffer => zstdDecompressSync(content);

export interface Piece {
  readonly start: number;
  readonly content: Uint8Array;
}

/**
 * The text in compressed pieces, none of which begins inside a character. Node's thread pool compresses them while the
 * calling thread goes on with other work. Where the text came as UTF-8, the pieces are cut from that without a copy.
 */
export function piecesOf({ text, utf8 }: DecodedText): Promise<Piece[]> {
  const cuts = utf8 ? cutBytes(utf8) : cutText(text);
  return Promise.all(
    cuts.map(async ({ start, content }) => ({ start, content: await compressAside(content, atOnce) })),
  );
}

/** A piece comes out in one go; otherwise each 16 kB of it would wait for the calling thread. */
const atOnce = { ...fastest, chunkSize: pieceLength };
const compressAside = promisify<string | Uint8Array, typeof atOnce, Buffer>(zstdCompress);

interface Cut {
  readonly start: number;
  readonly content: string | Uint8Array;
}

function cutText(text: string): Cut[] {
  const cuts: Cut[] = [];
  for (let start = 0; start < text.length; ) {
    const end = boundary(text, start + pieceLength);
    cuts.push({ start, content: text.slice(start, end) });
    start = end;
  }
  return cuts;
}

function boundary(text: string, wanted: number): number {
  const last = text.charCodeAt(wanted - 1);
  return last >= 0xd800 && last <= 0xdbff ? wanted + 1 : wanted;
}

function cutBytes(utf8: Uint8Array): Cut[] {
  const cuts: Cut[] = [];
  let start = 0;
  for (let from = 0; from < utf8.length; ) {
    let to = Math.min(from + pieceLength, utf8.length);
    while (((utf8[to] ?? 0) & 0xc0) === 0x80) to += 1;
    const content = utf8.subarray(from, to);
    cuts.push({ start, content });
    start += units(content);
    from = to;
  }
  return cuts;
}

/** UTF-16 units of UTF-8. Most of any definition is ASCII, which is told faster than it is counted. */
function units(utf8: Uint8Array): number {
  if (isAscii(utf8)) return utf8.length;
  if (utf8.length > 4_096) {
    const half = utf8.length >> 1;
    return units(utf8.subarray(0, half)) + units(utf8.subarray(half));
  }
  let count = 0;
  for (const byte of utf8) if ((byte & 0xc0) !== 0x80) count += byte >= 0xf0 ? 2 : 1;
  return count;
}

/** The text from `from` up to `to`, in UTF-16 units. */
export function readText(
  r: Reader,
  tenantId: TenantId,
  id: DefinitionId,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
): string {
  const { start, content } = definitionTexts;
  const mine = and(eq(definitionTexts.tenantId, tenantId), eq(definitionTexts.definitionId, id));
  const first = r
    .select({ start: sql<number>`coalesce(max(${start}), 0)` })
    .from(definitionTexts)
    .where(and(mine, sql`${start} <= ${from}`))
    .get();
  const base = first?.start ?? 0;
  const rows = r
    .select({ content })
    .from(definitionTexts)
    .where(and(mine, gte(start, base), lt(start, to)))
    .orderBy(asc(start))
    .all();
  const text = Buffer.concat(rows.map((row) => decompress(row.content))).toString('utf8');
  return text.slice(from - base, to - base);
}

/** Whether an operation does not work without authentication: it names some, and “none” is not among its alternatives. */
export function demandsAuth(r: Reader, tenantId: TenantId, id: DefinitionId): boolean {
  const { found } = r.get<{ found: number }>(sql`
    SELECT EXISTS (SELECT 1 FROM definition_operations AS d
      WHERE d.tenant_id = ${tenantId} AND d.definition_id = ${id} AND json_array_length(d.security) > 0
        AND NOT EXISTS (SELECT 1 FROM json_each(d.security) AS a WHERE json_array_length(a.value) = 0)) AS found`);
  return found === 1;
}

/** Counts what the list of operations shows and keeps it with the integration. Call it after every change of either. */
export function countOperations(w: Writer, tenantId: TenantId, id: IntegrationId): void {
  const { definitionId } = readRecord(w, tenantId, id);
  const { count } = w.get<{ count: number }>(sql`
    SELECT (SELECT count(*) FROM definition_operations AS d WHERE d.tenant_id = ${tenantId} AND d.definition_id = ${definitionId})
      + (SELECT count(*) FROM hand_operations AS h WHERE h.tenant_id = ${tenantId} AND h.integration_id = ${id}
          AND NOT EXISTS (SELECT 1 FROM definition_operations AS d
            WHERE d.tenant_id = ${tenantId} AND d.definition_id = ${definitionId} AND d.key = h.key))
      - (SELECT count(*) FROM operation_edits AS e WHERE e.tenant_id = ${tenantId} AND e.integration_id = ${id} AND e.hidden = 1
          AND EXISTS (SELECT 1 FROM definition_operations AS d
            WHERE d.tenant_id = ${tenantId} AND d.definition_id = ${definitionId} AND d.key = e.key)
          AND NOT EXISTS (SELECT 1 FROM hand_operations AS h
            WHERE h.tenant_id = ${tenantId} AND h.integration_id = ${id} AND h.key = e.key)) AS count`);
  setOperationCount(w, tenantId, id, count);
}
