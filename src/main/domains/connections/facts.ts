import { z } from 'zod';
import { type Connection, connectionInput, placement, visibility } from '#contract/connections.ts';
import { defineFacts, type FactType, factSpec, type Happened } from '#main/facts/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import type { Writer } from '#main/store/index.ts';
import { type ConnectionRow, privacyOf } from './table.ts';

/** Settings that a fact may show. Those of a kind can be long and say much about a client, so only that they changed is kept. */
const settings = z.strictObject({
  name: connectionInput.shape.name,
  placement,
  config: z.literal('changed'),
  allowedHosts: z.array(z.string()),
  visibility,
  expiresAt: z.int().nullable(),
  isDefault: z.boolean(),
});

export const connectionFacts = defineFacts('connection', {
  created: factSpec({
    kind: 'change',
    action: 'created',
    change: settings.pick({ name: true, allowedHosts: true, visibility: true }),
    details: (_before, { allowedHosts = [] }) => [{ name: 'May be sent to', value: allowedHosts.join(', ') }],
  }),
  changed: factSpec({
    kind: 'change',
    action: 'changed',
    change: settings,
    details: (_before, after) => [{ name: 'Changed', value: Object.keys(after).join(', ') }],
  }),
  secretReplaced: { kind: 'change', action: 'replaced the secret of' },
  rotated: { kind: 'change', action: 'rotated the secret of' },
  rotationUndone: { kind: 'change', action: 'went back to the earlier secret of' },
  reassigned: factSpec({
    kind: 'change',
    action: 'reassigned',
    change: z.strictObject({ owner: z.string() }),
    details: (_before, { owner = '' }) => [{ name: 'Now belongs to', value: owner }],
  }),
  deleted: { kind: 'change', action: 'deleted' },
  restored: { kind: 'change', action: 'restored' },
});

type Shown = Pick<Connection, 'id' | 'name' | 'integrationId' | 'integrationName' | 'visibility' | 'owner'>;

/** Writes a fact about a connection, in the transaction that changes it. */
export function emitFact<S extends z.ZodObject>(
  { facts }: Pick<Kernel, 'facts'>,
  w: Writer,
  type: FactType<S>,
  actor: Actor,
  { connection, before, after }: Pick<Happened<S>, 'before' | 'after'> & { readonly connection: Shown },
): void {
  const { id, name, integrationId, integrationName, visibility, owner } = connection;
  facts.emit(w, type, {
    actor,
    entity: { id, name: `${name} (${integrationName})` },
    integrationId,
    before,
    after,
    private: privacyOf({ visibility, ownerId: owner.id }, `a private connection of ${integrationName}`),
  });
}

/** The settings that were given, before and after, as a fact keeps them. */
export function givenSettings(before: ConnectionRow, next: ConnectionRow, given: object) {
  const pick = ({ name, placement: place, allowedHosts, visibility, expiresAt, isDefault }: ConnectionRow) => {
    const all = { name, placement: place, config: 'changed' as const, allowedHosts, visibility, expiresAt, isDefault };
    return settings.partial().parse(Object.fromEntries(Object.entries(all).filter(([key]) => key in given)));
  };
  return { before: pick(before), after: pick(next) };
}
