import type { IntegrationId } from '#contract/common.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { readRecord } from '../integrations/index.ts';
import type { DefinitionsDeps } from './deps.ts';
import { definitionOf, type StoredDefinition } from './lookups.ts';
import { readText } from './pieces.ts';
import type { DefinitionFormat } from './table.ts';

type Deps = Pick<DefinitionsDeps, 'store'>;

/** What the definition holds and needs, with when and in which form it was imported. */
export function readReport({ store }: Deps, actor: Actor, { integrationId }: { integrationId: IntegrationId }) {
  const { id, report, importedAt, bytes, format } = required(store.read, actor, integrationId);
  return { ...report, id, importedAt, bytes, format };
}

/** A window of the document's text; offsets count UTF-16 units. */
export function readContent(
  { store }: Deps,
  actor: Actor,
  { integrationId, offset, length }: { integrationId: IntegrationId; offset: number; length: number },
): { text: string; total: number; format: DefinitionFormat } {
  const { id, length: total, format } = required(store.read, actor, integrationId);
  const end = Math.min(total, offset + length);
  const text = offset >= end ? '' : readText(store.read, actor.tenantId, id, offset, end);
  return { text, total, format };
}

function required(r: Reader, actor: Actor, id: IntegrationId): StoredDefinition {
  readRecord(r, actor.tenantId, id);
  const found = definitionOf(r, actor.tenantId, id);
  if (!found) throw notFound('The definition');
  return found;
}
