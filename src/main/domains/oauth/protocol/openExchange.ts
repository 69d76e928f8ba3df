import type { DoctorStep } from '#contract/oauth.ts';
import type { ExchangeDeps, FetchInit, Mode, StepSink } from './exchangeParts.ts';
import { fetchThrough } from './fetchThrough.ts';
import { redactStep } from './redactStep.ts';

/** A talk with one authorization server. Every request of it goes through here and is kept, redacted, for the doctor. */
export interface Exchange {
  readonly at: number;
  readonly now: () => number;
  /** Redacted with everything that is known to be secret now. */
  steps(): DoctorStep[];
  /** Adds what did not go over our wire, such as the answer that the browser brought. */
  note(step: Partial<DoctorStep> & Pick<DoctorStep, 'name'>): void;
  /** Says why the last step was not good, where it does not say so itself. */
  blame(code: string, error: string): void;
  /** Something that no step may show. */
  hide(...secrets: (string | null | undefined)[]): void;
  /** The OAuth2 error or network code of the last step; null where it went well. */
  lastCode(): string | null;
  /** Milliseconds by which the server's clock is ahead of ours; null before its first Date header. */
  skewMs(): number | null;
  /** A `fetch` for the protocol library, whose requests are kept under this name. */
  fetch(name: DoctorStep['name']): (url: string, init: FetchInit) => Promise<Response>;
}

/** Begins an exchange. `before` are steps of one that was interrupted, so that the doctor still shows them. */
export function openExchange(deps: ExchangeDeps, mode: Mode, before: readonly DoctorStep[] = []): Exchange {
  const secrets = new Set<string>();
  const steps: DoctorStep[] = [...before];
  let skewMs: number | null = null;
  const sink: StepSink = {
    add: (step) => void steps.push(step),
    hide: (...more) => {
      for (const secret of more) secrets.add(secret);
    },
    skew: (milliseconds) => {
      skewMs = milliseconds;
    },
  };
  return {
    at: deps.now(),
    now: deps.now,
    steps: () => steps.map((step) => redactStep(step, [...secrets])),
    note: (step) => sink.add({ ...emptyStep(deps.now()), ...step }),
    blame: (code, error) => {
      const last = steps.at(-1);
      if (last) steps[steps.length - 1] = { ...last, code: last.code ?? code, error: last.error ?? error };
    },
    hide: (...more) => sink.hide(...more.filter((secret) => typeof secret === 'string' && secret !== '').map(String)),
    lastCode: () => steps.at(-1)?.code ?? null,
    skewMs: () => skewMs,
    fetch: (name) => (url, init) => fetchThrough(deps, { name, mode, sink }, url, init),
  };
}

function emptyStep(at: number): Omit<DoctorStep, 'name'> {
  const nothing = { status: null, durationMs: null, error: null, code: null };
  return {
    at,
    method: '',
    url: '',
    requestHeaders: [],
    requestBody: null,
    responseHeaders: [],
    responseBody: null,
    ...nothing,
  };
}
