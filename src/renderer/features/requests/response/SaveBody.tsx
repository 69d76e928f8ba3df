import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { SentRequest } from '#contract/requests.ts';
import { essence } from '#core/http/mediaType.ts';
import { saveKept } from '#renderer/platform/transfer.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';

/** Saves the whole body to a file; the browser shows how far it is, and can stop it. */
export function SaveBody({ sent }: { sent: SentRequest }) {
  const [asking, setAsking] = useState(false);
  const save = async () => {
    setAsking(true);
    try {
      await saveKept(sent.id, fileName(sent));
    } catch (error) {
      toastFault(error, 'Couldn’t save the body');
    } finally {
      setAsking(false);
    }
  };
  return (
    <Button
      size="xs"
      variant="default"
      style={{ flex: 'none' }}
      leftSection={<IconDownload size={14} aria-hidden />}
      loading={asking}
      onClick={() => void save()}
    >
      Save
    </Button>
  );
}

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

/** A name from the end of the path and the media type, without anything that a file system minds. */
export function fileName({ url, response }: Pick<SentRequest, 'url' | 'response'>): string {
  const type = essence(response?.mediaType ?? '');
  const last = URL.parse(url)?.pathname.split('/').filter(Boolean).at(-1) ?? 'response';
  const base = last.replace(/[^\w.-]+/g, '-').slice(0, 80);
  const extension = extensions[type] ?? (type.endsWith('+json') ? 'json' : 'bin');
  return base.toLowerCase().endsWith(`.${extension}`) ? base : `${base}.${extension}`;
}
