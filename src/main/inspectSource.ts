import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFaults } from '#contract/definitions.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import { inspectDefinition, parseDefinition } from '#core/openapi/index.ts';
import { createOutbound } from './http/index.ts';

/** Says what a document needs, without a store. @throws the faults of `definitionFaults` */
export function inspectBytes(bytes: Uint8Array): DefinitionReport {
  return inspectDefinition(parseDefinition(bytes)).report;
}

/** Fetches a document for `inspectBytes`, under the rules for what a person asks for. @throws FETCH_FAILED and `networkFaults` */
export async function fetchDocument(url: string, version: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-inspect-'));
  const outbound = createOutbound({ bodyDirectory: folder, userAgent: `Patchbay/${version}`, spillBytes: 200_000_000 });
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
      maxBodyBytes: 128 * 1024 * 1024,
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
    todo: 'Check the address; it must lead to the document itself and not to a page about it.',
  });
