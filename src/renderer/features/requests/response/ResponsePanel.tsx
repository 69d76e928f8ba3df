import { Group, Loader, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import classes from '../requests.module.css';
import { useWorkbench } from '../WorkbenchContext.ts';
import { FailureNotice } from './FailureNotice.tsx';
import { ResponseHead } from './ResponseHead.tsx';
import { ResponseTabs } from './ResponseTabs.tsx';

/** What came back; the last answer keeps its place while the next one loads. */
export function ResponsePanel() {
  const { exchange, sentAt, sendError } = useWorkbench();
  const sending = sentAt !== null;
  return (
    <section aria-label="Response" aria-busy={sending} className={classes.fillPanel}>
      {sendError === null ? null : (
        <div className={classes.notice}>
          <ErrorNotice error={sendError} title="The request could not be sent." />
        </div>
      )}
      {exchange === null ? (
        <Nothing sending={sending} />
      ) : (
        <div className={`${classes.fillPanel} ${sending ? classes.stale : ''}`}>
          {exchange.fault === null ? null : <FailureNotice exchange={exchange} fault={exchange.fault} />}
          {exchange.response === null ? null : (
            <>
              <ResponseHead exchange={exchange} response={exchange.response} />
              <ResponseTabs key={exchange.id} exchange={exchange} response={exchange.response} />
            </>
          )}
        </div>
      )}
    </section>
  );
}

function Nothing({ sending }: { sending: boolean }) {
  if (sending) {
    return (
      <Group p="md" gap="xs">
        <Loader size="xs" />
        <Text size="sm" c="dimmed">
          Waiting for the response
        </Text>
      </Group>
    );
  }
  return (
    <EmptyState icon={<IconSend size={24} />} title="No response yet">
      Send the request with the button, or with Ctrl/Cmd and Enter. The response and the way it took appear here.
    </EmptyState>
  );
}
