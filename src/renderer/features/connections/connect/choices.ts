import type { ConnectionKind, Placement, RequirementChoice } from '#contract/connections.ts';
import { kindWords } from '#renderer/entities/connection/words.ts';

/** One scheme of a way to connect, with what the person has to give for it. */
export interface ChoicePart {
  schemeKey: string | null;
  title: string;
  kind: ConnectionKind;
  placement: Placement;
  /** Set by hand, so that the person says where the key goes. */
  byHand: boolean;
}

/** One way to connect: every part of it together. */
export interface Choice {
  /** Unique among the choices. */
  id: string;
  title: string;
  /** Why it cannot be connected; null when it can. */
  unsupported: string | null;
  /** Empty where it is unsupported. */
  parts: ChoicePart[];
}

type Scheme = RequirementChoice['schemes'][number];

const authorization: Placement = { in: 'header', name: 'Authorization', prefix: '' };
const places: Partial<Record<ConnectionKind, Placement>> = {
  apiKey: { in: 'header', name: 'X-API-Key', prefix: '' },
  bearer: { ...authorization, prefix: 'Bearer' },
  basic: { ...authorization, prefix: 'Basic' },
};
const byHandTitles: Record<ConnectionKind, string> = {
  apiKey: 'API key',
  bearer: 'Bearer token',
  basic: 'User name and password',
  digest: 'User name and password, by digest',
  headers: 'Several headers',
  awsSigV4: 'AWS Signature V4',
  mutualTls: 'Client certificate (mutual TLS)',
  oauth2: 'OAuth2',
};
const byHandKinds: readonly ConnectionKind[] = [
  'apiKey',
  'bearer',
  'basic',
  'oauth2',
  'digest',
  'headers',
  'awsSigV4',
  'mutualTls',
];

/** The titles of a requirement as one phrase: "API key and Basic". */
export function choiceTitle(choice: RequirementChoice): string {
  return choice.schemes.map((scheme) => scheme.title).join(' and ');
}

/** Each distinct way of the integration once; every kind by hand where it asks for nothing. */
export function choicesOf(requirements: readonly RequirementChoice[]): Choice[] {
  const choices = new Map<string, Choice>();
  for (const { schemes } of requirements) {
    const choice = fromSchemes(schemes);
    if (schemes.length > 0 && !choices.has(choice.id)) choices.set(choice.id, choice);
  }
  return choices.size > 0 ? [...choices.values()] : byHandKinds.map(byHand);
}

/** The choice to begin with: the first that can be connected. */
export function firstChoice(choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice.unsupported === null);
}

function fromSchemes(schemes: readonly Scheme[]): Choice {
  const id = schemes.map((scheme) => scheme.key ?? `manual ${scheme.kind}`).join(' + ');
  const unsupported = schemes.map(unsupportedReason).find((reason) => reason !== null) ?? null;
  const parts = unsupported === null ? schemes.flatMap(toPart) : [];
  return { id, title: schemes.map(schemeTitle).join(' and '), unsupported, parts: oauthFirst(parts) };
}

function unsupportedReason({ unsupported, kind }: Scheme): string | null {
  return unsupported ?? (kind === null ? 'This kind of authentication is not known.' : null);
}

function toPart({ key, title, kind, placement }: Scheme): ChoicePart[] {
  if (kind === null) return [];
  return [{ schemeKey: key, title, kind, placement: placement ?? places[kind] ?? authorization, byHand: false }];
}

/** The settings of the first part can be changed later, and OAuth2 is what has most of them. */
function oauthFirst(parts: ChoicePart[]): ChoicePart[] {
  return parts.toSorted((a, b) => Number(b.kind === 'oauth2') - Number(a.kind === 'oauth2'));
}

function schemeTitle({ key, title, kind }: Scheme): string {
  const word = kind === null ? title : kindWords[kind];
  if (key === null) return title;
  return word === title ? `${title} · ${key}` : `${word} · ${title}`;
}

function byHand(kind: ConnectionKind): Choice {
  const title = byHandTitles[kind];
  const placement = places[kind] ?? authorization;
  return {
    id: `manual ${kind}`,
    title,
    unsupported: null,
    parts: [{ schemeKey: null, title, kind, placement, byHand: true }],
  };
}
