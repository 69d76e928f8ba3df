import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
import { exchangeId } from '#contract/common.ts';
import type { OperationDetail, SecurityScheme } from '#contract/openapi.ts';
import type { RequestDraftInput } from '#contract/requests.ts';
import { sampleRequest } from '#core/openapi/sampleRequest.ts';
import { uploadPartBytes } from '#contract/definitions.ts';
import { uuidv7 } from '#main/store/index.ts';
import { startPrism, violationsOf } from '#test/support/prism.ts';
import { sharedDefinitions } from '#test/support/sharedDefinitions.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';
import { writeFileSync } from 'node:fs';

async function imported(client: Client, file: string) {
  const bytes = readFileSync(file);
  const { uploadId } = await client.definitions.beginUpload({ bytes: bytes.length });
  for (let offset = 0; offset < bytes.length; offset += uploadPartBytes)
    await client.definitions.uploadPart({ uploadId, offset, data: bytes.subarray(offset, offset + uploadPartBytes).toString('base64') });
  const review = await client.definitions.review({ source: { kind: 'upload', uploadId } });
  const integration = await client.definitions.apply({ id: review.id, target: { kind: 'new', name: basename(file), fields: { baseUrl: 'http://127.0.0.1:9' } } });
  return { integration, report: review.report };
}
function credentials(detail: OperationDetail, schemes: readonly SecurityScheme[]): RequestDraftInput['parameters'] {
  const [first = []] = detail.security ?? [];
  return first.flatMap(({ scheme: key }) => {
    const s = schemes.find((e) => e.key === key);
    if (!s) return [];
    if (s.type === 'apiKey') return [{ name: s.parameterName ?? '', in: s.in ?? 'header', value: 'some-key-1' }];
    const value = s.scheme === 'basic' ? `Basic ${btoa('ada:secret-1')}` : 'Bearer some-token-1';
    return [{ name: 'Authorization', in: 'header' as const, value }];
  });
}
it.each(sharedDefinitions())('%s', { timeout: 600_000 }, async (file) => {
  const { client } = await testConsole();
  const prism = await startPrism(file);
  const { integration, report } = await imported(client, file);
  const { rows } = await client.definitions.operations({ integrationId: integration.id, limit: 5000 });
  const bad: unknown[] = [];
  for (const { key } of rows) {
    const detail = await client.definitions.describe({ integrationId: integration.id, key });
    const sample = sampleRequest(detail);
    const draft: RequestDraftInput = { integrationId: integration.id, operationKey: key, connectionId: null, method: detail.method, url: detail.path, server: prism, ...sample, parameters: [...sample.parameters, ...credentials(detail, report.securitySchemes)] };
    try {
      const sent = await client.requests.send({ id: exchangeId.parse(uuidv7()), draft });
      const v = violationsOf(sent.response?.headers.find(({ name }) => name === 'sl-violations')?.value);
      const body = sent.response && (sent.response.mediaType === 'application/problem+json' || sent.response.status >= 400) ? (await client.requests.body({ id: sent.id, offset: 0, length: 3000, as: 'text' })).data : '';
      if (v.length > 0 || !sent.response || sent.response.status >= 400) bad.push({ key, status: sent.response?.status, v, body, fault: sent.fault, url: sent.url, h: sent.requestHeaders, rb: sent.requestBody?.slice(0, 2000) });
    } catch (error) {
      bad.push({ key, error: String(error), data: (error as {data?: unknown}).data });
    }
  }
  console.log(basename(file), rows.length, bad.length);
  writeFileSync(`/tmp/rt-${basename(file)}.json`, JSON.stringify(bad, null, 1));
  expect(rows.length).toBeGreaterThan(0);
});
