import { type IntegrationId, type Json, json } from '#contract/common.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import { hideInText } from '#core/http/secretTexts.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { IntegrationsContext } from './context.ts';
import { fieldsOf, readRecord } from './rows.ts';

/** The integration as a document to keep or hand on. Secrets are in the vault and never in it; what looks like one in free JSON, texts and addresses is masked. */
export function exportIntegration(
  { store }: IntegrationsContext,
  actor: Actor,
  { id }: { id: IntegrationId },
): { fileName: string; text: string } {
  const row = readRecord(store.read, actor.tenantId, id);
  const { fallbackId, ...fields } = fieldsOf(store.read, row);
  const fallback = fallbackId && readRecord(store.read, actor.tenantId, fallbackId).name;
  const document = {
    format: 'patchbay.integration',
    formatVersion: 1,
    integration: {
      ...fields,
      modelConfiguration: read(fields.modelConfiguration),
      providerMetadata: read(fields.providerMetadata),
      costConfiguration: read(fields.costConfiguration),
      fallback,
    },
    definition: row.definition && {
      title: row.definition.title,
      version: row.definition.version,
      sourceUrl: row.definition.sourceUrl,
    },
  };
  const { text } = hideInText(JSON.stringify(document, null, 2), createJudge());
  return { fileName: `${fileNameOf(row.name)}.integration.json`, text: `${text}\n` };
}

function read(text: string | null): Json {
  return text === null ? null : json.parse(JSON.parse(text));
}

/** Letters, digits and hyphens only, so that the name is one on every system. */
function fileNameOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain.slice(0, 60) || 'integration';
}
