import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { DefinitionReport } from '#contract/openapi.ts';
import { fetchDocument, inspectBytes } from '#main/inspectSource.ts';
import { nodeHost } from '#main/nodeHost.ts';
import type { Output } from '../output.ts';
import { unreadable } from '../readInput.ts';

/** Says what a document needs; changes nothing. */
export async function inspect(output: Output, place: string): Promise<void> {
  const report = inspectBytes(await read(place));
  output.result(forPrograms(report), forPersons(report));
}

async function read(place: string): Promise<Uint8Array> {
  if (/^https?:\/\//i.test(place)) return fetchDocument(place, nodeHost('cli').version);
  if (place === '-') return buffer(process.stdin);
  return readFile(place).catch((error: Error) => {
    throw unreadable(place, error);
  });
}

/** The report with each scheme's name under `name`, as OpenAPI calls the key of its map. */
function forPrograms({ securitySchemes, ...report }: DefinitionReport): object {
  return { ...report, securitySchemes: securitySchemes.map(({ key, ...scheme }) => ({ name: key, ...scheme })) };
}

function forPersons(report: DefinitionReport): string[] {
  const { title, version, specVersion, servers, operations, coverage, problems } = report;
  return [
    `${title} ${version} (OpenAPI ${specVersion})`,
    `Servers: ${servers.map(({ url }) => url).join(', ') || 'none'}`,
    `Operations: ${operations}, ${coverage.mapped} of ${coverage.total} mapped`,
    `Authentication: ${authentication(report)}`,
    ...report.securitySchemes.map(
      ({ key, type, operations: count }) => `  ${key} (${type}): ${count} operation${count === 1 ? '' : 's'}`,
    ),
    ...(report.optionalAuth > 0 ? [`  ${report.optionalAuth} operations also work without`] : []),
    `Problems: ${problems.length}`,
    ...problems
      .slice(0, 20)
      .map(({ severity, message, line, column }) => `  ${severity} ${line ?? '–'}:${column ?? '–'} ${message}`),
  ];
}

function authentication(report: DefinitionReport): string {
  const kinds = [
    report.requiresApiKey && 'API key',
    report.requiresOAuth2 && 'OAuth2',
    report.requiresBasic && 'Basic',
    report.requiresBearer && 'Bearer',
  ];
  return kinds.filter(Boolean).join(', ') || 'none';
}
