import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definitionByteLimit, importFaults } from '#contract/definitions.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import { counted } from '#core/counted.ts';
import { authList } from '#core/integrations/words.ts';
import { inspectDocument } from '#main/console.ts';
import { nodeHost } from '#main/hosts/nodeHost.ts';
import { createOutbound, proxyOfSystem } from '#main/http/index.ts';
import { chooseRoot, type DocumentOptions, isUrl, readDocument } from '../documents.ts';
import type { Output } from '../output.ts';

/** Says what a document needs; changes nothing. */
export async function inspect(output: Output, place: string, options: DocumentOptions): Promise<void> {
  const document = await documentAt(place, options);
  const report = await inspectDocument(document).catch(async (error: unknown) =>
    inspectDocument({ ...document, root: await chooseRoot(error) }),
  );
  output.result(forPrograms(report), forPersons(report));
}

/** A document of a file, a folder, an archive, stdin or a URL. Throws what reading and fetching throw. */
export async function documentAt(place: string, options: DocumentOptions) {
  return isUrl(place) ? { ...(await fetched(place)), ...options } : readDocument(place, options);
}

const fetched = async (url: string) => ({ bytes: await fetchDocument(url, nodeHost('cli')) });

/** The report with each scheme's name under `name`, as OpenAPI calls the key of its map. */
function forPrograms({ securitySchemes, ...report }: DefinitionReport): object {
  return { ...report, securitySchemes: securitySchemes.map(({ key, ...scheme }) => ({ name: key, ...scheme })) };
}

function forPersons(report: DefinitionReport): string[] {
  const { title, version, specVersion, servers, operations, coverage, problems } = report;
  return [
    `${title} ${version} (OpenAPI ${specVersion})`,
    `Servers: ${servers.map(({ url }) => url).join(', ') || 'none'}`,
    `Operations: ${operations}${coverage.mapped < coverage.total ? `; ${coverage.mapped} of ${coverage.total} can be used` : ''}`,
    `Authentication: ${authentication(report)}`,
    ...report.securitySchemes.map(
      ({ key, type, operations: count }) => `  ${key} (${type}): ${counted(count, 'operation')}`,
    ),
    ...(report.optionalAuth > 0
      ? [`  ${counted(report.optionalAuth, 'operation also works', 'operations also work')} without`]
      : []),
    `Problems: ${problems.length}`,
    ...problems
      .slice(0, 20)
      .map(({ severity, message, line, column }) => `  ${severity} ${line ?? '–'}:${column ?? '–'} ${message}`),
  ];
}

const ways = ['apiKey', 'oauth2', 'basic', 'bearer'] as const;

function authentication({ requiresApiKey, requiresOAuth2, requiresBasic, requiresBearer }: DefinitionReport): string {
  const needed = { apiKey: requiresApiKey, oauth2: requiresOAuth2, basic: requiresBasic, bearer: requiresBearer };
  return authList(ways.filter((way) => needed[way])) || 'none';
}

/** Fetches a document under the rules for what a person asks for. @throws FETCH_FAILED and `networkFaults` */
async function fetchDocument(
  url: string,
  { version, systemProxies }: ReturnType<typeof nodeHost>,
): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-inspect-'));
  // There are no settings where there is no data folder, so that the system decides.
  const proxy = proxyOfSystem(systemProxies);
  const options = { bodyDirectory: folder, userAgent: `Patchbay/${version}`, spillBytes: 200_000_000 };
  const outbound = createOutbound({ ...options, proxy });
  try {
    const { body, status } = await outbound.send({
      method: 'GET',
      url,
      headers: [['Accept', 'application/json, application/yaml, */*;q=0.5']],
      timeouts: { connectMs: 15_000, responseMs: 30_000, totalMs: 120_000 },
      redirects: { follow: true, max: 5 },
      policy: 'person',
      secrets: [],
      credentialHeaders: [],
      credentialQuery: [],
      maxBodyBytes: definitionByteLimit,
    });
    if (status < 200 || status > 299) throw notTheDocument(url, status);
    return body.kind === 'inline' ? body.data : new Uint8Array();
  } finally {
    outbound.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const notTheDocument = (url: string, status: number) =>
  importFaults.fault('FETCH_FAILED', `${new URL(url).host} answered ${status} instead of the document.`, {
    todo: 'Check the URL. It must be the document itself, not a page about it.',
  });
