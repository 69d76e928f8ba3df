import { Badge, Tooltip } from '@mantine/core';
import { IconUnlink } from '@tabler/icons-react';

/** Marks a request whose operation went with an import. */
export function OperationGone() {
  return (
    <Tooltip label="Method, URL and body are kept, and it can still be sent." multiline w={240}>
      <Badge
        size="sm"
        color="orange"
        variant="light"
        tt="none"
        leftSection={<IconUnlink size={12} aria-hidden />}
        style={{ flex: 'none' }}
      >
        No longer in the definition
      </Badge>
    </Tooltip>
  );
}
