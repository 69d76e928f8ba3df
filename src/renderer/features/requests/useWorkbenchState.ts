import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { IntegrationId } from '#contract/common.ts';
import type { Exchange, RequestDraft } from '#contract/requests.ts';
import { orpc } from '#renderer/platform/client.ts';
import { confirm } from '#renderer/ui/dialog/index.ts';
import { dropDraft, readDraft, writeDraft } from './draft/draftStorage.ts';
import { type LoadedDraft, useOperationDetail } from './draft/useLoadedDraft.ts';
import { useComposed } from './useComposed.ts';
import { useSend } from './useSend.ts';
import type { Workbench } from './WorkbenchContext.ts';

const keepAfterMs = 400;

/** The open draft, its answer, and what can be done with both. `ready` is false while another draft is on its way; `reload` asks for the draft as it begins. */
export function useWorkbenchState(
  loaded: LoadedDraft,
  ready: boolean,
  reload: () => void,
  connect: (integrationId: IntegrationId) => void,
): Workbench {
  const [state, setState] = useState(loaded);
  if (state.key !== loaded.key) setState(loaded);
  const { draft } = state;
  const forget = useKept(state);
  const { composed, error: composeError } = useComposed(draft);
  const about = useSubject(draft);
  const exchange = useExchange(state);
  const answered = useCallback((answer: Exchange, key: string) => {
    keepAnswer(answer, key);
    setState((now) => (now.key === key ? { ...now, exchangeId: answer.id } : now));
  }, []);
  const sending = useSend(answered);
  const change = (changes: Partial<RequestDraft>) =>
    setState((now) => ({ ...now, draft: { ...now.draft, ...changes } }));
  const send = async () => {
    if (!ready) return;
    const foreign = composed?.foreignHost ?? null;
    const confirmedHost = foreign === null ? draft.confirmedHost : await confirmedFor(foreign);
    if (foreign !== null && confirmedHost === null) return;
    sending.send({ ...draft, confirmedHost }, state.key);
    change({ confirmedHost: null });
  };
  return {
    draft,
    ready,
    change,
    reset: () => {
      forget();
      dropDraft(state.key);
      reload();
    },
    saved: loaded.saved,
    ...about,
    composed,
    composeError,
    sentAt: sending.sentAt,
    sendError: sending.error,
    send: () => void send(),
    cancel: sending.cancel,
    exchangeId: state.exchangeId,
    exchange,
    connect: connector(draft.integrationId, connect),
  };
}

/** The operation and the integration that the draft is for. */
function useSubject({ integrationId, operationKey }: RequestDraft) {
  const detail = useOperationDetail(integrationId, operationKey);
  const input = integrationId === null ? skipToken : { id: integrationId };
  const integration = useQuery(orpc.integrations.get.queryOptions({ input }));
  return {
    detail: detail.data ?? null,
    detailError: detail.error,
    integration: integrationId === null ? null : (integration.data ?? null),
  };
}

function connector(id: IntegrationId | null, connect: (id: IntegrationId) => void) {
  return id === null ? undefined : () => connect(id);
}

/** The last answer stays on the screen while the next one of the same draft loads. */
function useExchange(state: LoadedDraft): Exchange | null {
  const input = state.exchangeId === null ? skipToken : { id: state.exchangeId };
  const query = useQuery(
    orpc.requests.get.queryOptions({
      input,
      staleTime: Number.POSITIVE_INFINITY,
      placeholderData: keepPreviousData,
      retry: false,
    }),
  );
  return state.exchangeId === null ? null : (query.data ?? null);
}

async function confirmedFor(host: string): Promise<string | null> {
  const yes = await confirm({
    title: `Send the secret to ${host}?`,
    body: 'The connection is bound to other hosts. This host can read the secret when the request is sent. The confirmation counts once.',
    action: 'Send it once',
  });
  return yes ? host : null;
}

function keepAnswer(answer: Exchange, key: string): void {
  const kept = readDraft(key);
  if (kept !== null) writeDraft(key, { ...kept, exchangeId: answer.id });
}

/** Keeps the draft on this machine a moment after the last change, and at once when it goes off the screen. @returns what drops a change that waits */
function useKept(state: LoadedDraft): () => void {
  const first = useRef(state);
  const waiting = useRef<LoadedDraft | null>(null);
  const keep = useCallback(() => {
    if (waiting.current !== null) writeDraft(waiting.current.key, waiting.current);
    waiting.current = null;
  }, []);
  useEffect(() => {
    if (first.current === state) return undefined;
    if (waiting.current?.key !== state.key) keep();
    waiting.current = state;
    const timer = setTimeout(keep, keepAfterMs);
    return () => clearTimeout(timer);
  }, [state, keep]);
  useEffect(() => {
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [keep]);
  return useCallback(() => {
    waiting.current = null;
  }, []);
}
