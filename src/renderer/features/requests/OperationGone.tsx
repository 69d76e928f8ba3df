import { Badge, Tooltip } from '@mantine/core';
import { IconUnlink } from '@tabler/icons-react';
import classes from './requests.module.css';

const words = 'No longer in the definition';
const still = 'Method, URL and body are kept, and it can still be sent.';

/** Marks a request whose operation went with an import. `short`: by its sign alone, where there is no room for the words. */
export function OperationGone({ short = false }: { short?: boolean }) {
  if (short) {
    return (
      <Tooltip label={`${words}. ${still}`} multiline w={240}>
        <span role="img" aria-label={words} className={classes.gone}>
          <IconUnlink size={14} aria-hidden />
        </span>
      </Tooltip>
    );
  }
  return (
    <Tooltip label={still} multiline w={240}>
      <Badge
        size="sm"
        color="orange"
        variant="light"
        tt="none"
        leftSection={<IconUnlink size={12} aria-hidden />}
        style={{ flex: 'none' }}
      >
        {words}
      </Badge>
    </Tooltip>
  );
}
