import { Text } from '@mantine/core';
import { IconFileTypePdf } from '@tabler/icons-react';
import type { SentRequest } from '#contract/requests.ts';
import { formatBytes } from '#renderer/ui/format.ts';
import classes from '../requests.module.css';
import { SaveBody } from './SaveBody.tsx';

/**
 * A PDF is not drawn in the page: viewers of browsers run as plug-ins, which neither a sandboxed frame nor the policy of the page allows.
 */
export function PdfView({ sent, bytes }: { sent: SentRequest; bytes: number }) {
  return (
    <div className={classes.notice}>
      <IconFileTypePdf size={28} aria-hidden />
      <Text fw={600} mt={4}>
        PDF document, {formatBytes(bytes)}
      </Text>
      <Text size="sm" c="dimmed" mt={4} mb="sm">
        It is not opened here, since what a PDF holds may run scripts and reach the network. Save it and open it in the
        PDF viewer of your system.
      </Text>
      <SaveBody sent={sent} />
    </div>
  );
}
