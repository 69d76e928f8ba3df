import type * as oauth from 'oauth4webapi';
import type { DoctorStep } from '#contract/oauth.ts';
import type { StepRecorder } from './recorder.ts';

/** How ID and secret stand in the header: percent-encoded where they must be, as RFC 6749 section 2.3.1 asks, or just as they are. */
export const headerForms = ['encoded', 'plain'] as const;
export type HeaderForm = (typeof headerForms)[number];

/** What a flow learns of the server's taste. */
export interface HeaderSecret {
  readonly auth: oauth.ClientAuth;
  /** The form that the server took last; what a later flow begins with. */
  form(): HeaderForm;
  /** Sends; where the server does not know the client by one form, once in the other. */
  fetch(recorder: StepRecorder, name: DoctorStep['name']): ReturnType<StepRecorder['fetch']>;
}

/**
 * The client's proof in the header. Characters that RFC 3986 reserves are encoded, and the unreserved `-`, `_`, `.` and `~` stay:
 * servers that decode take both, and most servers do not decode. `known` is what worked before.
 */
export function headerSecret(id: string, secret: string, known: HeaderForm | null): HeaderSecret {
  let form: HeaderForm = known ?? 'encoded';
  let tried = credentials('encoded', id, secret) === credentials('plain', id, secret);
  return {
    auth: (_server, _client, _body, headers) => headers.set('authorization', credentials(form, id, secret)),
    form: () => form,
    fetch: (recorder, name) => async (url, init) => {
      const send = recorder.fetch(name);
      const response = await send(url, init);
      if (tried || !isUnknownClient(recorder.last())) return response;
      tried = true;
      const other = form === 'encoded' ? 'plain' : 'encoded';
      const headers = { ...init.headers, authorization: credentials(other, id, secret) };
      const again = await send(url, { ...init, headers });
      if (!isUnknownClient(recorder.last())) form = other;
      return again;
    },
  };
}

function credentials(form: HeaderForm, id: string, secret: string): string {
  const of = form === 'plain' ? (text: string) => text : encoded;
  return `Basic ${Buffer.from(`${of(id)}:${of(secret)}`, 'utf8').toString('base64')}`;
}

/** Everything but RFC 3986's unreserved characters; `encodeURIComponent` leaves five more. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Servers call it invalid_client, have a name of their own, or say no more than 401. */
function isUnknownClient(step: Readonly<DoctorStep> | undefined): boolean {
  return (
    step !== undefined && (step.status === 401 || /^(invalid|incorrect|bad|unauthorized)_client/i.test(step.code ?? ''))
  );
}
