import { type ContextType, type ReactNode, useState } from 'react';
import { exchangeId } from '#contract/common.ts';
import type { OperationDetail } from '#contract/openapi.ts';
import { type Composed, type RequestDraft, type SentRequest, sentRequest } from '#contract/requests.ts';
import { blankDraft } from '#renderer/features/requests/draft/draft.ts';
import { WorkbenchContext } from '#renderer/features/requests/workbench.ts';

type Workbench = NonNullable<ContextType<typeof WorkbenchContext>>;
type Received = NonNullable<SentRequest['response']>;

export interface BenchProps extends Partial<Omit<Workbench, 'draft' | 'detail' | 'change' | 'composed'>> {
  draft?: Partial<RequestDraft>;
  /** What the operation declares. */
  detail?: Partial<OperationDetail>;
  problems?: Composed['problems'];
  foreignHost?: string;
  onDraft?: (draft: RequestDraft) => void;
  children: ReactNode;
}

const blank = { method: 'GET', url: '', headers: [], body: null, bodyBytes: 0, curl: '' };
const refuse = () => {
  throw new Error('The test does not expect this.');
};

/** What the parts of the request page stand on, with a draft that changes. Problems are shown at once. */
export function Bench({ draft, detail, problems = [], foreignHost, onDraft, children, ...given }: BenchProps) {
  const [now, setNow] = useState<RequestDraft>({ ...blankDraft(), ...draft });
  const bench: Workbench = {
    key: 'test',
    draft: now,
    change: (changes) => {
      const next = { ...now, ...changes };
      setNow(next);
      onDraft?.(next);
    },
    environment: null,
    variables: [],
    title: 'Test',
    isChanged: false,
    isTouched: false,
    open: refuse,
    replace: refuse,
    goesOnAs: null,
    judge: null,
    ready: true,
    reset: refuse,
    saved: null,
    seen: null,
    see: () => undefined,
    detail: detail === undefined ? null : ({ parameters: [], definitions: {}, ...detail } as OperationDetail),
    detailError: null,
    operationGone: false,
    integration: null,
    composed: { ...blank, production: null, problems, foreignHost: foreignHost ?? null },
    composeError: null,
    sentAt: null,
    live: null,
    liveId: null,
    sendError: null,
    left: { fields: new Set(), all: true },
    leave: () => undefined,
    inTheWay: null,
    goTo: refuse,
    send: refuse,
    cancel: refuse,
    exchangeId: null,
    sent: null,
    sentError: null,
    connect: undefined,
    ...given,
  };
  return <WorkbenchContext value={bench}>{children}</WorkbenchContext>;
}

const response: Received = {
  status: 200,
  statusText: 'OK',
  httpVersion: '1.1',
  headers: [{ name: 'content-type', value: 'application/json' }],
  mediaType: 'application/json',
  bytes: 2,
  truncated: false,
  textual: true,
  remoteAddress: '127.0.0.1:8080',
  redirects: [],
  schemaMatch: { state: 'matches', message: '', errors: [] },
  trailers: [],
  notes: [],
  unverified: false,
  hops: [],
  wire: null,
  eventTimes: [],
};

/** A sent request as the console keeps it. */
export function sentWith(received: Partial<Received> | null, more: Partial<SentRequest> = {}): SentRequest {
  return sentRequest.parse({
    id: exchangeId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11'),
    at: Date.now(),
    actor: null,
    integrationId: null,
    integrationName: null,
    operationKey: null,
    connectionName: null,
    method: 'GET',
    url: 'http://127.0.0.1:8080/parcels',
    requestHeaders: [{ name: 'accept', value: '*/*' }],
    requestBody: null,
    response: received === null ? null : { ...response, ...received },
    fault: null,
    timings: { dns: null, connect: 1.25, tls: null, send: 0.4, firstByte: 120, download: 20, total: 142 },
    draft: blankDraft(),
    ...more,
  });
}
