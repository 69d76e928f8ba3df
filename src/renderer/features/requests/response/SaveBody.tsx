import { Button } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Exchange } from '#contract/requests.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import { toastFault } from '#renderer/ui/toasts.tsx';
import { saveBody } from './saveBody.ts';

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
