import { Button } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Exchange } from '#contract/requests.ts';
import { essence } from '#core/http/mediaType.ts';
import { client } from '#renderer/platform/client.ts';
import { saveBlob } from '#renderer/ui/files.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';

/** Saves the whole body to a file; shows how much has come and can be cancelled. */
export function SaveBody({ exchange }: { exchange: Exchange }) {
  const [done, setDone] = useState<number | null>(null);
  const abort = useRef<AbortController>(null);
  const start = async () => {
    const controller = new AbortController();
    abort.current = controller;
    setDone(0);
    try {
      await saveBody(exchange, controller.signal, setDone);
    } catch (error) {
      if (!controller.signal.aborted) toastFault(error, 'The body could not be saved.');
    } finally {
      setDone(null);
    }
  };
  const saving = done !== null;
  return (
    <Button
      size="xs"
      variant="default"
      ml="auto"
      style={{ flex: 'none' }}
      leftSection={saving ? <IconX size={14} aria-hidden /> : <IconDownload size={14} aria-hidden />}
      onClick={() => (saving ? abort.current?.abort() : void start())}
    >
      {saving ? `Cancel · ${formatBytes(done)}` : 'Save'}
    </Button>
  );
}

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

/** Hands the kept body to the browser as a file. It is read in pieces; `onDone` gets the bytes that have come. */
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
  const type = essence(response?.mediaType ?? '');
  const last = URL.parse(url)?.pathname.split('/').filter(Boolean).at(-1) ?? 'response';
  const base = last.replace(/[^\w.-]+/g, '-').slice(0, 80);
  const extension = extensions[type] ?? (type.endsWith('+json') ? 'json' : 'bin');
  return base.toLowerCase().endsWith(`.${extension}`) ? base : `${base}.${extension}`;
}
