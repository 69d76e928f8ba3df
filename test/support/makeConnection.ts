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

export function outcome(work: () => unknown): string {
  try {
    work();
    return 'ok';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
