import { Anchor, type AnchorProps, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { webAddress } from '#core/http/webAddress.ts';

interface WebLinkProps extends AnchorProps {
  /** As a document, a server or a person gave it. */
  href: string;
  children?: ReactNode;
}

/** A link that opens in a tab of its own. An address that is none of the web is shown as text with what it was to be called. */
export function WebLink({ href, children, ...look }: WebLinkProps) {
  const address = webAddress(href);
  if (address === null) {
    return (
      <Text span {...look}>
        {children === undefined || children === href ? (
          href
        ) : (
          <>
            {children} ({href})
          </>
        )}
      </Text>
    );
  }
  return (
    <Anchor href={address} target="_blank" rel="noreferrer" {...look}>
      {children ?? href}
    </Anchor>
  );
}
