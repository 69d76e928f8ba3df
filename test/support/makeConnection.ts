import { createConnection } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { ConnectionsRig } from '#test/support/connectionsRig.ts';

const manualAuth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
export const window = { offset: 0, limit: 100, sort: 'name', direction: 'asc' } as const;

export function setUp(rig: ConnectionsRig, actor: Actor, visibility: 'team' | 'private', name = 'bot') {
  const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth });
  return create(rig, actor, integrationId, visibility, name);
}

export function create(
  rig: ConnectionsRig,
  actor: Actor,
  integrationId: ReturnType<ConnectionsRig['integrate']>,
  visibility: 'team' | 'private',
  name: string,
) {
  return createConnection(rig.deps, actor, {
    integrationId,
    name,
    kind: 'apiKey',
    schemeKey: null,
    visibility,
    secret: 'canary-key-4711-abcdef',
  });
}

/** An integration at `baseUrl` with a connection of the kind that a test is about. */
export function connect(
  rig: Pick<ConnectionsRig, 'deps' | 'admin' | 'integrate'>,
  baseUrl: string,
  credential: Pick<Parameters<typeof createConnection>[2], 'kind' | 'secret' | 'username' | 'config'>,
) {
  const integrationId = rig.integrate({ baseUrl });
  const fixed = { name: 'bot', schemeKey: null, visibility: 'team' } as const;
  const { id: connectionId } = createConnection(rig.deps, rig.admin, { integrationId, ...fixed, ...credential });
  return { integrationId, connectionId };
}

/** What a signature of Amazon's kind is made with. */
export const signing = {
  kind: 'awsSigV4',
  config: { kind: 'awsSigV4', region: 'eu-west-1', service: 's3', sessionToken: false },
  secret: 'canary-secret-access-key',
  username: 'AKIDEXAMPLE',
} as const;

export function outcome(work: () => unknown): string {
  try {
    work();
    return 'ok';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
