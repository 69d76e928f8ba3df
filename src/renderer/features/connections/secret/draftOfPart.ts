import type { Connection, ConnectionPart } from '#contract/connections.ts';
import { kindWords } from '#renderer/entities/connection/words.ts';
import { oauthDraft } from '../connect/oauth/oauthDraft.ts';
import { emptyPart, type PartDraft } from '../connect/partDraft.ts';

/** An empty draft of a part's secret, with the settings that it has. */
export function draftOfPart({ schemeKey, kind, placement, config }: ConnectionPart, of: Connection): PartDraft {
  const draft = emptyPart({
    schemeKey,
    kind,
    title: kindWords[kind],
    placement: placement ?? of.placement,
    byHand: false,
  });
  if (draft.kind === 'awsSigV4' && config?.kind === 'awsSigV4') {
    return { ...draft, region: config.region, service: config.service };
  }
  if (draft.kind === 'oauth2' && config?.kind === 'oauth2') return { ...draft, oauth: oauthDraft(config.oauth) };
  return draft;
}

/** Whether the part has a secret of its own that a person enters; a public OAuth2 client has none. */
export function hasSecret({ config }: ConnectionPart): boolean {
  return config?.kind !== 'oauth2' || config.oauth.clientAuth !== 'none' || config.oauth.grant === 'password';
}

/** Whether a session token belongs to the part's keys. */
export function hasSession({ config }: ConnectionPart): boolean {
  return config?.kind === 'awsSigV4' && config.sessionToken;
}
