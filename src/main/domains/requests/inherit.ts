import type { RequestGroup } from '#contract/collections.ts';
import type { ConnectionId, GroupId } from '#contract/common.ts';
import type { RequestAuth, RequestSettings } from '#contract/requestParts.ts';
import type { RequestDraft } from '#contract/requests.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';

/** What a collection or folder gives to the requests below. */
export type GroupDefaults = Pick<
  RequestGroup,
  'id' | 'name' | 'auth' | 'connectionId' | 'headers' | 'scripts' | keyof RequestSettings
>;

/** The groups above a request, outermost first. Throws NOT_FOUND. */
export type GroupChain = (r: Reader, actor: Actor, id: GroupId) => readonly GroupDefaults[];

/** What holds where nobody says anything. */
export const settingDefaults = {
  followRedirects: true,
  /** Redirects that are followed, here and by a copied command. */
  maxRedirects: 10,
  connectSeconds: null,
  responseSeconds: null,
  timeoutSeconds: null,
  httpVersion: null,
  useCookies: null,
} as const satisfies Partial<RequestSettings>;

type Settled = { readonly [K in keyof RequestSettings]: RequestSettings[K] } & {
  readonly followRedirects: boolean;
  readonly maxRedirects: number;
};

/** The settings that count for a draft: its own, then those of the groups from the innermost outwards. */
export function settingsOf(draft: RequestSettings, chain: readonly GroupDefaults[]): Settled {
  const all: readonly RequestSettings[] = [draft, ...[...chain].reverse()];
  const first = <K extends keyof RequestSettings>(name: K): RequestSettings[K] | null =>
    all.find((each) => each[name] !== null)?.[name] ?? null;
  return {
    followRedirects: first('followRedirects') ?? settingDefaults.followRedirects,
    maxRedirects: first('maxRedirects') ?? settingDefaults.maxRedirects,
    connectSeconds: first('connectSeconds'),
    responseSeconds: first('responseSeconds'),
    timeoutSeconds: first('timeoutSeconds'),
    httpVersion: first('httpVersion'),
    useCookies: first('useCookies'),
  };
}

/** How a draft authenticates: as it says, or as the nearest group that says something. */
export function authOf(
  draft: Pick<RequestDraft, 'auth' | 'connectionId'>,
  chain: readonly GroupDefaults[],
): { auth: Exclude<RequestAuth, { kind: 'inherit' }>; connectionId: ConnectionId | null } {
  for (const { auth, connectionId } of [draft, ...[...chain].reverse()])
    if (auth.kind !== 'inherit') return { auth, connectionId: auth.kind === 'connection' ? connectionId : null };
  return { auth: { kind: 'connection' }, connectionId: null };
}

/** The scripts of a phase in the order in which they run, with what they belong to. */
export function scriptsFor(
  draft: Pick<RequestDraft, 'scripts'>,
  chain: readonly GroupDefaults[],
  phase: keyof RequestDraft['scripts'],
): { of: string; text: string }[] {
  const groups = chain.map((group, at) => ({
    of: `the ${at === 0 ? 'collection' : 'folder'} ${group.name}`,
    text: group.scripts[phase],
  }));
  return [...groups, { of: 'the request', text: draft.scripts[phase] }].filter(({ text }) => text.trim() !== '');
}

/** The draft with the headers, authentication and settings that it takes on from the groups above. */
export function withInherited(draft: RequestDraft, chain: readonly GroupDefaults[]): RequestDraft {
  const named = new Set(
    draft.parameters.filter((each) => each.in === 'header' && each.enabled).map(({ name }) => name.toLowerCase()),
  );
  const headers = new Map<string, RequestDraft['parameters'][number]>();
  for (const group of chain)
    for (const { name, value, enabled } of group.headers)
      if (enabled && !named.has(name.toLowerCase()))
        headers.set(name.toLowerCase(), { name, in: 'header', value, enabled });
  return {
    ...draft,
    ...settingsOf(draft, chain),
    ...authOf(draft, chain),
    parameters: [...draft.parameters, ...headers.values()],
  };
}
