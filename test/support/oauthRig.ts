import { eq } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import type { ConnectionId } from '#contract/common.ts';
import type { SignInState } from '#contract/oauth.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { connections, createConnection, readState } from '#main/domains/connections/index.ts';
import { createOAuth } from '#main/domains/oauth/index.ts';
import { createJobs } from '#main/jobs/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { connectionsRig } from './connectionsRig.ts';
import { domainClient } from './domainClient.ts';
import { testHost } from './testConsole.ts';

/** Settings as a test writes them. */
export type OAuthSettings = Omit<z.input<typeof oauthConfig>, 'scopes'> & { readonly scopes?: readonly string[] };

/** The connections' rig with OAuth2 on it: routes as an admin calls them, and the pages that the console asked to open. */
export async function oauthRig({
  signInMs = 20_000,
  takesLinks = true,
  opensPages = true,
  now = () => Date.now(),
} = {}) {
  const rig = await connectionsRig();
  const opened: string[] = [];
  const host = testHost({
    kind: takesLinks ? 'electron' : 'loopback',
    openExternal: (url) => opened.push(url) > 0 && opensPages,
  });
  const { store, facts, events } = rig.deps;
  const jobs = createJobs({ store, events, log: host.log, now });
  onTestFinished(() => jobs.close());
  const kernel = { ...rig.deps, jobs, now, host };
  const oauth = createOAuth(kernel, rig.deps, signInMs);
  facts.register(oauth.facts, 'oauth');
  jobs.register(oauth.jobs);
  onTestFinished(() => oauth.close?.());
  const { tokens, signIns, finishSignIn, takeOverTokens } = oauth.api;
  const clientOf = (actor: Actor) => domainClient(oauth, actor);
  const rowOf = (id: ConnectionId) => {
    const row = rig.store.read.select().from(connections).where(eq(connections.id, id)).get();
    if (!row) throw new Error('The connection is gone');
    return row;
  };
  const stateOf = (id: ConnectionId) => readState(rig.store.read, { tenantId: rig.admin.tenantId, id });
  return {
    ...rig,
    stateOf,
    deps: { ...rig.deps, now, tokens },
    jobs,
    client: clientOf(rig.admin),
    clientOf,
    tokens,
    signIns,
    finishSignIn,
    takeOver: (id: ConnectionId, given: Parameters<typeof takeOverTokens>[3]) =>
      rig.store.write((w) => takeOverTokens(w, rig.admin, id, given)),
    opened,
    rowOf,
    /** A connection of an integration at `baseUrl` with these settings. */
    connect: (settings: OAuthSettings, secret?: string, baseUrl = 'http://127.0.0.1:9') => {
      const integrationId = rig.integrate({ baseUrl, manualAuth: { kind: 'none' } });
      const config = { kind: 'oauth2' as const, oauth: oauthConfig.parse(settings) };
      const fixed = { name: 'bot', kind: 'oauth2', schemeKey: null, visibility: 'team' } as const;
      return createConnection({ ...rig.deps, now }, rig.admin, {
        ...fixed,
        integrationId,
        config,
        ...(secret ? { secret } : {}),
      }).id;
    },
    fresh: async (id: ConnectionId) => (await tokens.fresh(rig.admin, rowOf(id), 0)).accessToken,
    refused: (id: ConnectionId) => tokens.refused(rig.admin, rowOf(id)),
    /** Waits until a sign-in has ended; every change of one is an event, so that nothing sleeps. */
    ended: (begun: SignInState): Promise<SignInState> =>
      new Promise((resolve) => {
        const look = () => {
          const state = signIns.find(begun.id)?.view() ?? begun;
          if (state.status === 'waiting' || state.status === 'exchanging') return;
          stop();
          resolve(state);
        };
        const stop = rig.events.onEvent(look);
        look();
      }),
  };
}
export type OAuthRig = Awaited<ReturnType<typeof oauthRig>>;
