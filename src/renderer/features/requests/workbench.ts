import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { SavedRequest } from '#contract/collections.ts';
import type { ExchangeId, IntegrationId } from '#contract/common.ts';
import type { EffectiveVariable, Environment } from '#contract/environments.ts';
import type { Integration } from '#contract/integrations.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import type { Composed, RequestDraft, SentRequest } from '#contract/requests.ts';
import type { LiveResponse } from '#contract/responses.ts';
import { createJudge, type Judge } from '#core/http/secretJudge.ts';
import { declaredSecrets } from '#core/openapi/declaredSecrets.ts';
import { useActiveEnvironment } from '#renderer/entities/environment/environments.ts';
import { client } from '#renderer/platform/client.ts';
import { readFault } from '#renderer/ui/readFault.ts';
import { confirmHost, confirmProduction } from './draft/confirmSending.ts';
import { nameOfUrl } from './draft/draft.ts';
import { keepAnswer, useKeptDraft, withoutSecrets } from './draft/keptDraft.ts';
import { keyAt, type LoadedDraft, type RequestAddress } from './draft/loadedDraft.ts';
import {
  useCollections,
  useComposed,
  useDeclaredKeys,
  useEffectiveVariables,
  useIntegration,
  useLastSent,
  useOperationDetail,
} from './queries.ts';
import { useSend } from './sending.ts';

/** What every part of the request page works on. */
interface Workbench {
  /** Names the draft among all that are kept. */
  key: string;
  /** With the environment that it is sent in, which is no part of what is saved. */
  draft: RequestDraft;
  /** The chosen environment. */
  environment: Environment | null;
  /** What is filled in where the draft says `{{name}}`; null until it is known. */
  variables: readonly EffectiveVariable[] | null;
  /** What it is called: its saved name, its operation, or the address of a request by hand. */
  title: string;
  /** It differs from what is saved under its name. */
  isChanged: boolean;
  /** Something was written or sent. */
  isTouched: boolean;
  /** Opens another request. */
  open(address: RequestAddress): void;
  /** Goes on with this request at another address, as where it was saved. */
  replace(address: RequestAddress): void;
  /** The key under which a request goes on that was open under another; null where none did. */
  goesOnAs: string | null;
  /** Says which of what was typed is a secret; null until the definition is known. */
  judge: Judge | null;
  /** False while the draft of another address is still loaded. */
  ready: boolean;
  change(changes: Partial<RequestDraft>): void;
  /** Back to how the operation begins. */
  reset(): void;
  saved: SavedRequest | null;
  /** What was in it when the draft began from it, or was seen since. */
  seen: LoadedDraft['seen'];
  see(saved: LoadedDraft['seen']): void;
  /** The operation that the draft is for; null for a request written by hand. */
  detail: OperationDetail | null;
  detailError: unknown;
  /** The definition no longer has the operation; the request can still be sent as it is. */
  operationGone: boolean;
  integration: Integration | null;
  /** The request as it would be sent now; null until it is known. */
  composed: Composed | null;
  composeError: unknown;
  /** When the running request was sent, in milliseconds UTC; null while none runs. */
  sentAt: number | null;
  /** What the running request has brought so far. */
  live: LiveResponse | null;
  /** Under which it is watched. */
  liveId: ExchangeId | null;
  sendError: unknown;
  /** Fields that the person has left once; all of them when Send was pressed. */
  left: Left;
  /** The person has gone on from a field. */
  leave(field: string): void;
  /** The field that was in the way when Send was pressed; each press is another one. */
  inTheWay: { field: string } | null;
  /** Leads to a field, or a part of the request. */
  goTo(field: string): void;
  send(): void;
  cancel(): void;
  exchangeId: ExchangeId | null;
  sent: SentRequest | null;
  /** Why the last answer cannot be shown. */
  sentError: unknown;
  /** Opens the connection modal for the draft's integration; absent where it has none. */
  connect: (() => void) | undefined;
}

export const WorkbenchContext = createContext<Workbench | null>(null);

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (workbench === null) throw new Error('A part of the request page stands outside of the page.');
  return workbench;
}

/** The open draft, its answer, and what can be done with both. `ready` is false while another draft is on its way; `reload` loads the draft as it begins. */
export function useWorkbenchState(
  loaded: LoadedDraft,
  ready: boolean,
  reload: () => void,
  connect: (integrationId: IntegrationId) => void,
  open: (address: RequestAddress) => void,
  replace: (address: RequestAddress) => void,
): Workbench {
  const [state, setState] = useState(loaded);
  const [touched, setTouched] = useState<string | null>(null);
  if (state.key !== loaded.key) setState(loaded);
  const [goesOnAs, setGoesOnAs] = useState<string | null>(null);
  const environment = useActiveEnvironment().active;
  const environmentId = environment?.id ?? null;
  // Where a saved request lies is said by the list, which may move it while it is open.
  const groupId = loaded.saved === null ? state.draft.groupId : loaded.saved.draft.groupId;
  const draft = useMemo(() => ({ ...state.draft, environmentId, groupId }), [state.draft, environmentId, groupId]);
  const { integrationId, operationKey } = draft;
  const { variables, readAt } = useEffectiveVariables(draft);
  const { composed, error: composeError } = useComposed(draft, `${readAt} ${useCollections().dataUpdatedAt}`);
  const detail = useOperationDetail(integrationId, operationKey);
  const operationGone = detail.isError && readFault(detail.error).code === 'DEFINITION_OPERATION_UNKNOWN';
  const integration = useIntegration(integrationId);
  const judge = useJudge(draft, detail.data ?? (detail.isError ? null : undefined), integration.data);
  const drop = useKeptDraft(state, judge);
  const { sent, error: sentError } = useLastSent(state.exchangeId);
  const answered = useCallback((answer: SentRequest, key: string) => {
    keepAnswer(answer, key);
    setState((now) => (now.key === key ? { ...now, exchangeId: answer.id } : now));
  }, []);
  const sending = useSend(answered);
  const change = (changes: Partial<RequestDraft>) => {
    setTouched(state.key);
    setState((now) => ({ ...now, draft: { ...now.draft, ...changes } }));
  };
  const [left, setLeft] = useState<Left & { key: string }>({ key: state.key, fields: nothing, all: false });
  if (left.key !== state.key) setLeft({ key: state.key, fields: nothing, all: false });
  const [inTheWay, setInTheWay] = useState<{ field: string } | null>(null);
  const send = async () => {
    setLeft((now) => ({ ...now, all: true }));
    const wrong = hasError(composed) ? await firstWrong(draft) : undefined;
    if (wrong !== undefined) return setInTheWay({ field: wrong });
    const confirmedHost = ready ? await confirmHost(draft, composed?.foreignHost ?? null) : undefined;
    if (confirmedHost === undefined) return;
    const production = composed?.production ?? null;
    if (production !== null && !(await confirmProduction(production, draft))) return;
    sending.send({ ...draft, confirmedHost }, state.key, production !== null);
    change({ confirmedHost: null });
  };
  const isChanged = useMemo(() => {
    const { saved } = loaded;
    return saved !== null && JSON.stringify(kept(draft, judge)) !== JSON.stringify(kept(saved.draft, judge));
  }, [loaded, draft, judge]);
  const named = loaded.saved?.name ?? detail.data?.operationId ?? detail.data?.summary ?? operationKey;
  return {
    key: state.key,
    draft,
    environment,
    variables,
    title: named ?? (integrationId === null ? nameOfUrl(draft.url) || 'New request' : 'Custom request'),
    isChanged,
    isTouched: touched === state.key || sending.sentAt !== null,
    open,
    replace: (address) => {
      setGoesOnAs(keyAt(state.key, address));
      replace(address);
    },
    goesOnAs,
    judge,
    ready,
    change,
    reset: () => {
      drop();
      reload();
    },
    saved: loaded.saved,
    seen: state.seen,
    see: (seen) => setState((now) => ({ ...now, seen })),
    detail: detail.data ?? null,
    detailError: operationGone ? null : detail.error,
    operationGone,
    integration: integration.data ?? null,
    composed,
    composeError,
    sentAt: sending.sentAt,
    live: sending.live,
    liveId: sending.liveId,
    sendError: sending.error,
    left,
    leave: (field) =>
      setLeft((now) => (now.fields.has(field) ? now : { ...now, fields: new Set([...now.fields, field]) })),
    inTheWay,
    goTo: (field) => setInTheWay({ field }),
    send: () => void send(),
    cancel: sending.cancel,
    exchangeId: state.exchangeId,
    sent,
    sentError,
    connect: integrationId === null ? undefined : () => connect(integrationId),
  };
}

/** What a save would keep of a draft. */
const kept = (draft: RequestDraft, judge: Judge | null) => withoutSecrets(draft, judge ?? createJudge()).draft;

/** The judge of what is typed, as soon as all is known that the definition and the integration declare. */
function useJudge(
  { integrationId, operationKey }: RequestDraft,
  detail: OperationDetail | null | undefined,
  integration: Integration | undefined,
): Judge | null {
  const operation = operationKey === null || integrationId === null ? null : detail;
  const described = operation === undefined || operation?.apiKeys !== undefined ? null : integrationId;
  const keys = useDeclaredKeys(described);
  return useMemo(() => {
    if (integrationId === null) return createJudge();
    if (operation === undefined || keys === undefined || integration === undefined) return null;
    const { manualAuth } = integration;
    return createJudge(declaredSecrets(operation, [...keys, ...(manualAuth.kind === 'apiKey' ? [manualAuth] : [])]));
  }, [integrationId, operation, keys, integration]);
}

/** Where the person has been; nothing is called wrong before. */
interface Left {
  readonly fields: ReadonlySet<string>;
  readonly all: boolean;
}

const nothing: ReadonlySet<string> = new Set();
const hasError = (composed: Composed | null) =>
  composed?.problems.some(({ severity }) => severity === 'error') ?? false;

/** The field of the first error as the draft is now: what is shown may be of a moment ago. Nothing where that cannot be told; sending then says why. */
async function firstWrong(draft: RequestDraft): Promise<string | undefined> {
  const { problems } = await client.requests.compose(draft).catch(() => ({ problems: [] }));
  return problems.find(({ severity, field }) => severity === 'error' && field !== 'headers')?.field;
}

/** The problems of the fields that were left, or of all once Send was pressed. */
export function useShownProblems(): Composed['problems'] {
  const { composed, left } = useWorkbench();
  return useMemo(
    () => composed?.problems.filter(({ field }) => left.all || left.fields.has(field)) ?? [],
    [composed, left],
  );
}

/** What is wrong with a field of the request, in words; undefined where nothing is, or where nobody has been yet. */
export function useProblem(field: string): string | undefined {
  const { draft } = useWorkbench();
  const problems = useShownProblems();
  if (field === 'url' && draft.url === '') return undefined;
  return problems.find((problem) => problem.field === field && problem.severity === 'error')?.message;
}
