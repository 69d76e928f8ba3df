import { readFile, rm } from 'node:fs/promises';
import { definitionByteLimit } from '#contract/definitions.ts';
import type { Outbound, OutboundRequest, OutboundResponse } from '#main/http/index.ts';
import { fetchFailed } from './faults.ts';

type Way = Pick<Outbound, 'send'>;

const baseRequest = {
  method: 'GET',
  headers: [['accept', 'application/json, application/yaml, text/yaml, */*;q=0.5']],
  timeouts: { connectMs: 15_000, responseMs: 30_000, totalMs: 120_000 },
  redirects: { follow: true, max: 5 },
  secrets: [],
  credentialHeaders: [],
  credentialQuery: [],
} as const satisfies Partial<OutboundRequest>;

/** Fetches the document that a person named. Throws the faults of requests, FETCH_FAILED. */
export async function fetchSource(outbound: Way, url: string, signal: AbortSignal) {
  const request = { ...baseRequest, url, policy: 'person', maxBodyBytes: definitionByteLimit } as const;
  const response = await outbound.send(request, signal);
  const { body } = response;
  const close = async () => (body.kind === 'file' ? rm(body.path, { force: true }) : undefined);
  if (response.status < 200 || response.status > 299) {
    await close();
    throw refused(response);
  }
  const content = body.kind === 'file' ? { path: body.path } : { bytes: body.data };
  return { content, url: response.url, address: response.remoteAddress, close };
}

function refused({ status, url }: OutboundResponse) {
  const todo =
    status === 401 || status === 403
      ? 'The address asks for a sign-in: download the document there and import the file.'
      : 'Check the URL. It must be the document itself, not a page about it.';
  return fetchFailed(`${new URL(url).host} answered ${status} instead of the document.`, todo);
}

const remoteByteLimit = 16 * 1024 * 1024;

/**
 * Fetches a document that another one refers to; null where it cannot be had. The definition's own server may be
 * private, since the person named it; any other address must be public. Its name stands for one address during the whole import, so
 * that it cannot come to mean another machine of the private network.
 */
export async function fetchRemote(
  outbound: Way,
  address: string,
  source: { readonly url: string; readonly address: string },
  signal: AbortSignal,
): Promise<Uint8Array | null> {
  const own = new URL(address).origin === new URL(source.url).origin;
  const reach = own ? ({ policy: 'person', pinnedAddress: source.address } as const) : ({ policy: 'public' } as const);
  const response = await outbound.send(
    { ...baseRequest, ...reach, url: address, maxBodyBytes: remoteByteLimit },
    signal,
  );
  const { body, status } = response;
  if (body.kind === 'inline') return status === 200 ? body.data : null;
  try {
    return status === 200 ? await readFile(body.path) : null;
  } finally {
    await rm(body.path, { force: true });
  }
}
