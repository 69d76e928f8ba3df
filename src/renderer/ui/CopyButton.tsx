import { ActionIcon, Button, type ButtonProps, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface CopyButtonProps {
  value: string;
  /** What is copied, for example "Copy the redirect URI". */
  label: string;
}

/** Copies a text, and says for a moment that it did. */
export function CopyButton({ value, label }: CopyButtonProps) {
  return (
    <MantineCopyButton value={value} timeout={1_500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : label}>
          <ActionIcon variant="default" size={32} aria-label={copied ? 'Copied' : label} onClick={copy}>
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </MantineCopyButton>
  );
}

interface CopyTextButtonProps extends Pick<ButtonProps, 'size'> {
  value: string;
  /** On the button, for example "Copy as cURL". */
  children: string;
  icon?: ReactNode;
}

/** The same as a button with words. */
export function CopyTextButton({ value, children, size = 'xs', icon }: CopyTextButtonProps) {
  return (
    <MantineCopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          size={size}
          variant="default"
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : (icon ?? <IconCopy size={14} aria-hidden />)}
          onClick={copy}
        >
          {copied ? 'Copied' : children}
        </Button>
      )}
    </MantineCopyButton>
  );
}
