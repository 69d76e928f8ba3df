import { type IntegrationId, type Json, json } from '#contract/common.ts';
import { isSecretName } from '#core/http/secretNames.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { IntegrationsContext } from './context.ts';
import { fieldsOf, readRecord } from './rows.ts';

/** The integration as a document to keep or hand on. Secrets stand in the vault and never in it; what looks like one in free JSON is left out. */
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
      modelConfiguration: withoutSecrets(fields.modelConfiguration),
      providerMetadata: withoutSecrets(fields.providerMetadata),
      costConfiguration: withoutSecrets(fields.costConfiguration),
      fallback,
    },
    definition: row.definition && {
      title: row.definition.title,
      version: row.definition.version,
      sourceUrl: row.definition.sourceUrl,
    },
  };
  return { fileName: `${fileNameOf(row.name)}.integration.json`, text: `${JSON.stringify(document, null, 2)}\n` };
}

function withoutSecrets(text: string | null): Json {
  return text === null ? null : strip(json.parse(JSON.parse(text)));
}

function strip(value: Json): Json {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, each]) => typeof each !== 'string' || !isSecretName(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, strip(each)]));
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
