import type { Page } from '@playwright/test';
import { call, type Made } from './call.ts';

interface SignIn extends Made {
  readonly status: string;
  readonly authorizationUrl: string | null;
}

interface Client {
  readonly title: string;
  readonly name: string;
  readonly schemeKey: string;
  readonly host: string;
  readonly clientId: string;
  readonly grant: 'authorizationCode' | 'clientCredentials';
  readonly signsIn: boolean;
}

const clients: readonly Client[] = [
  {
    title: 'GitHub',
    name: 'Support team',
    schemeKey: 'github_oauth',
    host: 'github.com',
    clientId: 'acme-console',
    grant: 'authorizationCode',
    signsIn: true,
  },
  {
    title: 'Billing',
    name: 'Partner',
    schemeKey: 'partner',
    host: 'login.acme.example',
    clientId: 'acme-partner',
    grant: 'authorizationCode',
    signsIn: true,
  },
  {
    title: 'Identity',
    name: 'Directory',
    schemeKey: 'clientOAuth',
    host: 'login.acme.example',
    clientId: 'acme-directory',
    grant: 'authorizationCode',
    signsIn: false,
  },
];

/** OAuth2 connections: one that is signed in, one whose client the server does not trust, one that waits for a person. */
export async function addSignIns(page: Page, ids: ReadonlyMap<string, string>): Promise<void> {
  for (const client of clients) {
    const integrationId = ids.get(client.title);
    const { id: connectionId } = await addClient(page, integrationId, client);
    if (client.signsIn) await signIn(page, connectionId);
    if (client.title === 'GitHub') await call(page, 'connections/check', { integrationId, connectionId });
  }
}

function addClient(page: Page, integrationId: string | undefined, client: Client): Promise<Made> {
  const oauth = {
    grant: client.grant,
    clientId: client.clientId,
    clientAuth: 'client_secret_post',
    scopes: ['read', 'write'],
    authorizationUrl: `https://${client.host}/oauth/authorize`,
    tokenUrl: `https://${client.host}/oauth/token`,
  };
  return call(page, 'connections/create', {
    integrationId,
    name: client.name,
    kind: 'oauth2',
    schemeKey: client.schemeKey,
    visibility: 'team',
    secret: `made-up-${client.clientId}`,
    config: { kind: 'oauth2', oauth },
  });
}

/** Signs in as a browser does whose person agrees: goes to the redirect address with a code. */
async function signIn(page: Page, connectionId: string): Promise<void> {
  let state = await call<SignIn>(page, 'oauth/signIn', { connectionId, open: false });
  const asked = new URL(state.authorizationUrl ?? '').searchParams;
  const answer = new URL(asked.get('redirect_uri') ?? '');
  answer.searchParams.set('code', 'made-up-code');
  answer.searchParams.set('state', asked.get('state') ?? '');
  await fetch(answer);
  while (['waiting', 'exchanging'].includes(state.status)) {
    await page.waitForTimeout(100);
    state = await call<SignIn>(page, 'oauth/signInState', { id: state.id });
  }
}
