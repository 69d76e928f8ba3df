import type { Exchange } from '#contract/requests.ts';
import { client } from '#renderer/platform/client.ts';
import { saveBlob } from '#renderer/ui/files.ts';

const pieceBytes = 1_500_000;
const extensions: Record<string, string> = {
  'application/json': 'json',
  'application/xml': 'xml',
  'application/yaml': 'yaml',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/plain': 'txt',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
};

/** Hands the kept body to the browser as a file. It is read in pieces; `onDone` is told the bytes that have come. */
export async function saveBody(
  exchange: Exchange,
  signal: AbortSignal,
  onDone: (bytes: number) => void,
): Promise<void> {
  const parts: Blob[] = [];
  let offset: number | null = 0;
  while (offset !== null) {
    const piece: Awaited<ReturnType<typeof client.requests.body>> = await client.requests.body(
      { id: exchange.id, offset, length: pieceBytes, as: 'base64' },
      { signal },
    );
    parts.push(new Blob([bytesOf(piece.data)]));
    offset = piece.next;
    onDone(offset ?? piece.total);
  }
  const type = exchange.response?.mediaType ?? 'application/octet-stream';
  saveBlob(fileName(exchange), new Blob(parts, { type }));
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** A name from the end of the path and the media type, without anything that a file system minds. */
export function fileName({ url, response }: Pick<Exchange, 'url' | 'response'>): string {
  const essence = response?.mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const last = URL.parse(url)?.pathname.split('/').filter(Boolean).at(-1) ?? 'response';
  const base = last.replace(/[^\w.-]+/g, '-').slice(0, 80);
  const extension = extensions[essence] ?? (essence.endsWith('+json') ? 'json' : 'bin');
  return base.toLowerCase().endsWith(`.${extension}`) ? base : `${base}.${extension}`;
}
