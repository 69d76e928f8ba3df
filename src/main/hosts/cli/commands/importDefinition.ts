import type { Integration } from '#contract/integrations.ts';
import { findIntegration } from '../find.ts';
import type { Output } from '../output.ts';
import { documentSource } from '../readInput.ts';
import type { Client } from '../withConsole.ts';

export interface ImportOptions {
  readonly name?: string;
  readonly baseUrl?: string;
  /** An integration that gets the document as its new definition. */
  readonly into?: string;
}

/** Imports a document as a new integration, or as the next definition of one that exists. */
export async function importDefinition(
  client: Client,
  output: Output,
  place: string,
  options: ImportOptions,
): Promise<Integration> {
  const into = options.into === undefined ? undefined : await findIntegration(client, options.into);
  const source = await documentSource(client, place);
  const review = await client.definitions.review({ source, ...(into ? { integrationId: into.id } : {}) });
  const { suggestion, report } = review;
  const baseUrl = options.baseUrl ?? suggestion.baseUrl;
  const target = into
    ? { kind: 'existing' as const, integrationId: into.id, ...(options.baseUrl ? { baseUrl: options.baseUrl } : {}) }
    : { kind: 'new' as const, name: options.name ?? suggestion.name, fields: { baseUrl } };
  const integration = await client.definitions.apply({ id: review.id, target });
  output.result(
    {
      id: integration.id,
      name: integration.name,
      baseUrl: integration.baseUrl,
      operations: integration.operations,
      auth: integration.auth,
      problems: report.problems.length,
    },
    [
      `Imported ${report.title} ${report.version} as ${integration.name}: ${integration.operations} operations, authentication ${integration.auth.join(', ')}.`,
      ...(report.problems.length > 0 ? [`${report.problems.length} problems; patchbay inspect lists them.`] : []),
      ...(integration.needsConnection ? [`It needs a connection: patchbay connect ${integration.name}`] : []),
    ],
  );
  return integration;
}
