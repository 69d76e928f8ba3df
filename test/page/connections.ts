import { type Connection, connection } from '#contract/connections.ts';

const id = '5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c31';
const placement = { in: 'header', name: 'X-Key', prefix: '' };

/** A connection with an API key, as a list shows it. */
export const connectionWith = (more: Partial<Record<keyof Connection, unknown>> = {}): Connection =>
  connection.parse({
    id,
    integrationId: '5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11',
    integrationName: 'Depot',
    name: 'Depot key',
    kind: 'apiKey',
    schemeKey: null,
    placement,
    secretHint: '••••abcd',
    usernameHint: null,
    parts: [{ schemeKey: null, kind: 'apiKey', placement, config: null, secretHint: '••••abcd', usernameHint: null }],
    allowedHosts: ['api.example.com'],
    visibility: 'private',
    owner: { id: '5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c90', name: 'You' },
    orphaned: false,
    expiresAt: null,
    tokens: null,
    rotation: null,
    isDefault: true,
    state: 'unchecked',
    stateReason: null,
    createdAt: 1_700_000_000_000,
    secretChangedAt: 1_700_000_000_000,
    lastUsedAt: null,
    lastCheckedAt: null,
    lastSucceededAt: null,
    lastStatus: null,
    editable: true,
    ...more,
  });
