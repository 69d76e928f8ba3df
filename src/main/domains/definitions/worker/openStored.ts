import { and, eq } from 'drizzle-orm';
import type { DefinitionId, TenantId } from '#contract/common.ts';
import { type ParsedDefinition, parseDefinition, type ResolveRemote } from '#core/openapi/index.ts';
import type { Reader } from '#main/store/index.ts';
import { decompress, readText } from '../pieces.ts';
import { definitionRemotes, definitions } from '../table.ts';
import { storedRemotes } from './remotes.ts';

/** A stored definition, parsed again. */
export interface OpenedDefinition extends ParsedDefinition {
  readonly resolveRemote: ResolveRemote | undefined;
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
    resolveRemote: sourceUrl === null ? undefined : storedRemotes(parsed.document, sourceUrl, texts),
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
