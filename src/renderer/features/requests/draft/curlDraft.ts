import type { RequestDraft } from '#contract/requests.ts';
import { octets } from '#core/http/mediaType.ts';
import { type CurlContent, readCurl } from '#core/http/readCurl.ts';
import { blankDraft } from './draft.ts';

interface PastedRequest {
  readonly draft: RequestDraft;
  /** What was not taken over, and the files that are to be chosen again, for the person to read. */
  readonly notes: readonly string[];
}

/** The request that a curl command sends; null where the text is no curl command. */
export function draftOfCurl(text: string): PastedRequest | null {
  const read = readCurl(text);
  if (read === null) return null;
  const { method, url, headers, body, followRedirects, timeoutSeconds, leftOut } = read;
  const parameters = headers.map(({ name, value }) => ({ name, in: 'header' as const, value, enabled: true }));
  const files = filesOf(body);
  return {
    draft: { ...blankDraft(), method, url, parameters, body: bodyOf(body), followRedirects, timeoutSeconds },
    notes: [
      ...(leftOut.length === 0 ? [] : [`Not taken over: ${leftOut.join(', ')}`]),
      ...(files.length === 0 ? [] : [`Choose again under Body: ${files.join(', ')}`]),
    ],
  };
}

function filesOf(body: CurlContent | null): string[] {
  if (body?.kind === 'file') return [body.fileName];
  return body?.kind === 'form' ? body.fields.flatMap(({ fileName }) => (fileName === null ? [] : [fileName])) : [];
}

function bodyOf(body: CurlContent | null): RequestDraft['body'] {
  switch (body?.kind) {
    case undefined:
      return { kind: 'none' };
    case 'text':
      return { kind: 'text', mediaType: body.mediaType, text: body.text };
    case 'file':
      return { kind: 'file', mediaType: body.mediaType, name: '', data: '' };
    case 'form':
      return {
        kind: 'form',
        mediaType: body.mediaType,
        fields: body.fields.map(({ name, value, fileName }) => ({
          name,
          value,
          enabled: true,
          ...(fileName !== null && { file: { name: '', mediaType: octets, data: '' } }),
        })),
      };
  }
}
