import { Button, Code, List, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { Notice } from './Notice.tsx';
import { type ReadFault, readFault } from './readFault.ts';

export interface ErrorNoticeProps {
  error: unknown;
  /** What did not work, for example "The list could not be read". The fault's own message follows. */
  title?: string;
  onRetry?: () => void;
  retrying?: boolean;
  onClose?: () => void;
}

/** What went wrong, what was kept and what to do; it stays until it is read. */
export function ErrorNotice({ error, title, onRetry, retrying = false, onClose }: ErrorNoticeProps) {
  const fault = readFault(error);
  const closing =
    onClose === undefined ? {} : { withCloseButton: true, closeButtonLabel: 'Close this message', onClose };
  return (
    <Notice role="alert" color="red" failed title={title ?? fault.message} {...closing}>
      <Stack gap={6} align="flex-start">
        {title !== undefined && <Text size="sm">{fault.message}</Text>}
        <FaultText fault={fault} />
        {onRetry !== undefined && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            loading={retrying}
            onClick={onRetry}
          >
            Try again
          </Button>
        )}
      </Stack>
    </Notice>
  );
}

function FaultText({ fault }: { fault: ReadFault }) {
  const place = placeOf(fault);
  return (
    <>
      {place !== null && <Text size="sm">{place}</Text>}
      {fault.tried !== undefined && <Text size="sm">Tried: {fault.tried}</Text>}
      {fault.names !== undefined && fault.names.length > 0 && (
        <List size="sm">
          {fault.names.map((name) => (
            <List.Item key={name}>{name}</List.Item>
          ))}
        </List>
      )}
      {fault.kept !== undefined && <Text size="sm">{fault.kept}</Text>}
      {fault.todo !== undefined && <Text size="sm">{fault.todo}</Text>}
      {fault.logId !== undefined && (
        <Text size="sm">
          The log has the details under <Code>{fault.logId}</Code>.
        </Text>
      )}
    </>
  );
}

/** Where in the document, unless the message says it already. */
function placeOf({ message, line, column, pointer }: ReadFault): string | null {
  if (line !== undefined && message.toLowerCase().includes(`line ${line}`)) return null;
  if (line !== undefined) return `Line ${line}${column === undefined ? '' : `, column ${column}`}`;
  return pointer === undefined || pointer === '' ? null : `At ${pointer}`;
}
