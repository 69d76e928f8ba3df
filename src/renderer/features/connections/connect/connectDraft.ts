import { type Connection, type ConnectionInput, hostPattern } from '#contract/connections.ts';
import type { Choice } from './choices.ts';
import { emptyPart, type PartDraft, partReady } from './partDraft.ts';
import { partInput } from './partInput.ts';

/** What a person typed; nothing of it is lost by a failure. */
export interface ConnectDraft {
  choice: Choice;
  parts: PartDraft[];
  name: string;
  allowedHosts: string[];
  visibility: Connection['visibility'];
  /** Milliseconds UTC; null where nobody knows it. */
  expiresAt: number | null;
}

interface DraftSource {
  choice: Choice;
  /** The integration's name, which the connection's begins with. */
  of: string;
  hosts: readonly string[];
}

export function emptyDraft({ choice, of, hosts }: DraftSource): ConnectDraft {
  return {
    choice,
    parts: choice.parts.map(emptyPart),
    name: `${of} – ${choice.parts.map((part) => part.title).join(' and ')}`.slice(0, 120),
    allowedHosts: [...hosts],
    visibility: 'private',
    expiresAt: null,
  };
}

/** Whether it can be saved. `stored` says that the secrets are in the vault already. */
export function draftReady({ name, parts, allowedHosts }: ConnectDraft, stored: boolean): boolean {
  const hosts = allowedHosts.length > 0 && allowedHosts.every((host) => hostPattern.safeParse(host).success);
  return hosts && name.trim() !== '' && parts.length > 0 && parts.every((part) => partReady(part, stored));
}

export function hasOAuth({ parts }: Pick<ConnectDraft, 'parts'>): boolean {
  return parts.some((part) => part.kind === 'oauth2');
}

/** The whole connection as main takes it. */
export function toInput(integrationId: Connection['integrationId'], draft: ConnectDraft): ConnectionInput & Secret {
  const [first, ...more] = draft.parts.map(partInput);
  if (first === undefined) throw new Error('A connection has at least one part.');
  const { name, visibility, allowedHosts, expiresAt } = draft;
  return { integrationId, name, visibility, allowedHosts, expiresAt, ...first, ...(more.length === 0 ? {} : { more }) };
}

interface Secret {
  secret?: string | undefined;
  username?: string | undefined;
}
