import { ActionIcon, Button, Code, Group, Loader, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconArrowsDiff, IconPlayerStop, IconSend } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState } from 'react';
import type { ExchangeId } from '#contract/common.ts';
import type { SentRequest } from '#contract/requests.ts';
import type { LiveResponse } from '#contract/responses.ts';
import { streamKind } from '#core/http/eventLog.ts';
import { orpc } from '#renderer/platform/client.ts';
import { StatusBadge, type Tone } from '#renderer/ui/badges.tsx';
import { openDialog } from '#renderer/ui/dialog/index.ts';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { ErrorNotice } from '#renderer/ui/ErrorNotice.tsx';
import { formatBytes } from '#renderer/ui/format.ts';
import { Notice } from '#renderer/ui/Notice.tsx';
import { RelativeTime } from '#renderer/ui/time.tsx';
import { toastDone } from '#renderer/ui/toasts.tsx';
import { KeepExample } from '../examples/KeepExample.tsx';
import { useResponseActions } from '../requestActions.tsx';
import classes from '../requests.module.css';
import { useWorkbench } from '../workbench.ts';
import type { ResponseView } from './bodyModes.ts';
import { CompareDialog } from './CompareDialog.tsx';
import { EventList } from './EventList.tsx';
import { formatMs, PhaseBars } from './PhaseBars.tsx';
import { ResponseTabs } from './ResponseTabs.tsx';
import { SentTests } from './SentTests.tsx';

/** What came back; the last answer keeps its place while the next one loads. */
export function ResponsePanel() {
  const { key, sent, sentError, sentAt, live, liveId, sendError } = useWorkbench();
  const sending = sentAt !== null;
  const [view, setView] = useState<ResponseView>({ tab: 'body', modes: {}, wrap: true });
  const [open, setOpen] = useState(key);
  useResponseActions((tab) => setView((now) => ({ ...now, tab })));
  // Sent again, a request stays on the part that was looked at; of another one its body comes first.
  if (open !== key) {
    setOpen(key);
    setView((now) => ({ ...now, tab: 'body' }));
  }
  return (
    <section aria-label="Response" aria-busy={sending} className={classes.fillPanel}>
      {sendError === null ? null : (
        <div className={classes.notice}>
          <ErrorNotice error={sendError} title="Couldn’t send the request" />
        </div>
      )}
      {live !== null ? (
        <LiveBody live={live} id={liveId} />
      ) : sent === null && sentError !== null && !sending ? (
        <div className={classes.notice}>
          <ErrorNotice error={sentError} title="Couldn’t show the last response" />
        </div>
      ) : sent === null ? (
        <Nothing sending={sending} />
      ) : (
        <div className={`${classes.fillPanel} ${classes.answer} ${sending ? classes.stale : ''}`}>
          {sent.fault === null ? null : <FailureNotice sent={sent} fault={sent.fault} />}
          {sent.response === null ? (
            sent.tests === null ? null : (
              <div className={classes.tabPanel}>
                <SentTests tests={sent.tests} />
              </div>
            )
          ) : (
            <>
              <ResponseHead sent={sent} response={sent.response} />
              <ResponseTabs
                key={sent.id}
                sent={sent}
                response={sent.response}
                view={view}
                onView={(changes) => setView((now) => ({ ...now, ...changes }))}
              />
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
      Press Send, or Ctrl/Cmd and Enter. The response and its timing appear here.
    </EmptyState>
  );
}

/** What has come of a response that is still arriving, as of an event stream. */
function LiveBody({ live, id }: { live: LiveResponse; id: ExchangeId | null }) {
  const { status, bytes, text, mediaType } = live;
  return (
    <div className={classes.fillPanel}>
      <Group gap="sm" className={classes.head} mih={54}>
        <StatusBadge tone={toneOf(status)} label={statusCode(status)} />
        <Loader size="xs" />
        <Text size="sm">{formatBytes(bytes)} so far</Text>
        <Text size="sm" c="dimmed">
          Cancel keeps what came.
        </Text>
      </Group>
      {id !== null && streamKind(mediaType) !== null ? (
        <EventList id={id} live />
      ) : text === null ? null : (
        <LiveText text={text} />
      )}
    </div>
  );
}

/** Px from the end within which a person reads along. */
const nearEnd = 40;

/** The end of what came; it follows what comes, until its person scrolls back. */
function LiveText({ text }: { text: string }) {
  const frame = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    const element = frame.current;
    if (text !== '' && follows.current && element !== null) element.scrollTop = element.scrollHeight;
  }, [text]);
  return (
    <Code
      block
      ref={frame}
      role="region"
      aria-label="The end of what came"
      tabIndex={0}
      className={classes.live}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < nearEnd;
      }}
    >
      {text}
    </Code>
  );
}

interface ResponseHeadProps {
  sent: SentRequest;
  response: NonNullable<SentRequest['response']>;
}

/** Status, time and size at a glance. */
function ResponseHead({ sent, response }: ResponseHeadProps) {
  return (
    <Group gap="sm" className={classes.head} role="status" mih={54}>
      <Text component="div" fw={600} display="flex">
        <StatusBadge
          tone={toneOf(response.status)}
          label={`${statusCode(response.status)} ${response.statusText}`.trim()}
        />
      </Text>
      {response.unverified ? <StatusBadge tone="warn" label="Certificate not verified" /> : null}
      {sent.timings === null ? null : <Text size="sm">{formatMs(sent.timings.total)}</Text>}
      <Text size="sm">
        {formatBytes(response.bytes)}
        {response.truncated || sent.fault !== null ? ', incomplete' : ''}
      </Text>
      <Text size="sm" c="dimmed" ml="auto">
        <RelativeTime at={sent.at} />
      </Text>
      <KeepExample sent={sent} response={response} />
      <Tooltip label="Compare with another response">
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label="Compare with another response"
          onClick={() => openDialog((close) => <CompareDialog left={sent.id} onClose={close} />)}
        >
          <IconArrowsDiff size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** Three digits, as the status line has them. */
const statusCode = (status: number) => String(status).padStart(3, '0');

/** What a status class means for a person (RFC 9110, section 15). */
function toneOf(status: number): Tone {
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warn';
  return status >= 300 ? 'info' : 'good';
}

interface FailureNoticeProps {
  sent: SentRequest;
  fault: NonNullable<SentRequest['fault']>;
}

const phases: Record<string, string> = {
  address: 'before it left: the address is not allowed',
  dns: 'while the host name was looked up (DNS)',
  connect: 'while connecting',
  proxy: 'on the way through the proxy',
  tls: 'while the secure connection was made (TLS)',
  send: 'while the request was sent',
  wait: 'while waiting for the first byte',
  download: 'while the response was read',
  redirect: 'at a redirect',
};

/** Which phase failed, what was tried, and what to do. */
function FailureNotice({ sent, fault }: FailureNoticeProps) {
  // What a person or their script wanted is nothing that went wrong.
  const wanted = fault.code === 'CANCELLED' || fault.code === 'SKIPPED';
  const cancelled = fault.code === 'CANCELLED';
  const phase = fault.phase === null ? null : (phases[fault.phase] ?? fault.phase);
  return (
    <div className={classes.notice}>
      <Notice
        role="alert"
        color={wanted ? 'gray' : 'red'}
        icon={wanted ? <IconPlayerStop aria-hidden /> : <IconAlertTriangle aria-hidden />}
        title={cancelled ? 'Cancelled' : fault.message}
      >
        <Text size="sm">
          {phase === null ? '' : `${cancelled ? 'Stopped' : 'Failed'} ${phase}. `}
          {fault.kept}
        </Text>
        {fault.tried === null || cancelled ? null : <Text size="sm">Tried: {fault.tried}</Text>}
        {fault.todo === null ? null : (
          <Text size="sm" fw={500} mt={4}>
            {fault.todo}
          </Text>
        )}
        {fault.certificate === null ? null : <AcceptCertificate certificate={fault.certificate} />}
      </Notice>
      {sent.timings === null || sent.response !== null ? null : <PhaseBars timings={sent.timings} />}
    </div>
  );
}

/** Accepts the certificate that was shown, for this host and no other, and sends the request again. */
function AcceptCertificate({ certificate }: { certificate: string }) {
  const { send } = useWorkbench();
  const queries = useQueryClient();
  const settings = useQuery(orpc.settings.get.queryOptions());
  const [place = '', fingerprint = ''] = certificate.split(' ');
  const accept = useMutation(
    orpc.settings.update.mutationOptions({
      onSuccess: (saved) => {
        queries.setQueryData(orpc.settings.get.queryKey(), saved);
        toastDone(`The certificate of ${place} accepted`);
        send();
      },
    }),
  );
  const known = settings.data?.network.certificateExceptions;
  if (known === undefined || known.includes(certificate)) return null;
  return (
    <>
      <Text size="sm" mt={8}>
        Its SHA-256 fingerprint is <Code>{fingerprint}</Code>. Accept it only if the host's owner confirms it.
      </Text>
      <Button
        size="xs"
        mt={8}
        variant="default"
        loading={accept.isPending}
        onClick={() =>
          accept.mutate({
            network: { certificateExceptions: [...known, certificate] },
            expected: { 'network.certificateExceptions': known },
          })
        }
      >
        Accept for {place} and send
      </Button>
    </>
  );
}
