import type { z } from 'zod';
import { type Connection, connectionInput, hostPattern } from '#contract/connections.ts';
import { credentialValues } from '#contract/credentialForms.ts';
import {
  type CredentialDraft,
  credentialReady,
  emptyCredential,
  enteredValues,
} from '../credential/credentialDraft.ts';
import type { Choice } from './choices.ts';

/** What a person typed; nothing of it is lost by a failure. */
export interface ConnectDraft {
  choice: Choice;
  parts: CredentialDraft[];
  name: string;
  allowedHosts: string[];
  visibility: Connection['visibility'];
  /** Milliseconds UTC; null where nobody knows it. */
  expiresAt: number | null;
}

interface DraftSource {
  choice: Choice;
  /** The integration's name, which the connection's begins with. */
  integrationName: string;
  hosts: readonly string[];
}

export function emptyDraft({ choice, integrationName, hosts }: DraftSource): ConnectDraft {
  return {
    choice,
    parts: choice.parts.map(emptyCredential),
    name: `${integrationName} – ${choice.parts.map((part) => part.title).join(' and ')}`.slice(0, 120),
    allowedHosts: [...hosts],
    visibility: 'private',
    expiresAt: null,
  };
}

/** Whether it can be saved. `stored` says that the secrets are in the vault already. */
export function draftReady({ name, parts, allowedHosts }: ConnectDraft, stored: boolean): boolean {
  const hosts = allowedHosts.length > 0 && allowedHosts.every((host) => hostPattern.safeParse(host).success);
  return hosts && name.trim() !== '' && parts.length > 0 && parts.every((part) => credentialReady(part, { stored }));
}

/** A person signs in once it is stored. */
export function hasSignIn({ parts }: Pick<ConnectDraft, 'parts'>): boolean {
  return parts.some(({ form }) => form.signsIn);
}

export const connectInput = connectionInput.extend({ values: credentialValues });
export type ConnectInput = z.infer<typeof connectInput>;

/** The whole connection as main takes it. */
export function toInput(integrationId: Connection['integrationId'], draft: ConnectDraft): ConnectInput {
  const [first, ...more] = draft.parts.map(toPartInput);
  if (first === undefined) throw new Error('A connection has at least one part.');
  const { name, visibility, allowedHosts, expiresAt } = draft;
  return { integrationId, name, visibility, allowedHosts, expiresAt, ...first, ...(more.length > 0 && { more }) };
}

function toPartInput(part: CredentialDraft) {
  return { schemeKey: part.schemeKey, kind: part.form.kind, values: enteredValues(part) };
}
