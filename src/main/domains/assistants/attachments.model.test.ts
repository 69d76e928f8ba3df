import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AssistantId, ConnectionId, IntegrationId } from '#contract/common.ts';
import { connections } from '#main/domains/connections/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { type AssistantsRig, assistantsRig, definitionNeeding, keyAuth } from '#test/support/assistantsRig.ts';
import { outcomeOf } from '#test/support/outcome.ts';
import { createAssistant } from './assistant.ts';
import { attach, changeAttachments, configure, detach } from './attachments.ts';
import { readIntegrationOf } from './integrations.ts';

/** What a connection is, in the words of the model. */
interface Known {
  readonly id: ConnectionId;
  readonly integration: number;
  readonly schemes: readonly (string | null)[];
  readonly privateTo: number | null;
  gone: boolean;
}

interface Model {
  /** The connection of each attached integration. */
  readonly attached: Map<number, Known | null>;
}

interface World {
  readonly rig: AssistantsRig;
  readonly actors: readonly Actor[];
  readonly integrations: readonly IntegrationId[];
  /** What each integration asks for: alternatives of schemes; none asks for nothing. */
  readonly asks: readonly (readonly (readonly (string | null)[])[])[];
  readonly known: readonly Known[];
}

const pick = { actor: fc.nat({ max: 2 }), integration: fc.nat({ max: 3 }), connection: fc.option(fc.nat({ max: 6 })) };
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('attach' as const), ...pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('configure' as const), ...pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('detach' as const), ...pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('swap' as const), ...pick, away: fc.nat({ max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), ...pick }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Roles are admin, editor and viewer; the editor has a private connection. */
async function build(): Promise<World> {
  const rig = await assistantsRig();
  const actors = [rig.admin, rig.member('editor', 'Eve'), rig.member('viewer', 'Vi')];
  const baseUrl = 'http://127.0.0.1:9';
  const [none, keyed, both, either] = [0, 1, 2, 3].map((n) =>
    rig.integrate({ baseUrl, ...(n === 0 ? {} : { manualAuth: keyAuth }) }),
  );
  if (!none || !keyed || !both || !either) throw new Error('Four were made');
  rig.define(both, definitionNeeding(['x-a', 'x-b']));
  const definition = definitionNeeding(['x-a', 'x-b']);
  rig.define(either, { ...definition, security: [{ 'x-a': [] }, { 'x-b': [] }] });
  const make = (integration: number, id: IntegrationId, schemes: readonly (string | null)[], owner = 0): Known => {
    const [schemeKey = null, ...others] = schemes;
    const more = others.map((key) => ({ schemeKey: key, kind: 'apiKey' as const, secret: 'further-key-4711-abc' }));
    const visibility = owner === 0 ? 'team' : 'private';
    const made = rig.connect(id, { schemeKey, visibility, ...(more.length > 0 ? { more } : {}) }, actors[owner]);
    return { id: made.id, integration, schemes, privateTo: owner === 0 ? null : owner, gone: false };
  };
  const known = [
    ...[make(1, keyed, [null]), make(1, keyed, [null], 1), make(2, both, ['x-a', 'x-b']), make(2, both, ['x-a'])],
    ...[make(3, either, ['x-b']), make(3, either, ['x-a', 'x-b'], 1), make(2, both, ['x-b'])],
  ];
  return {
    rig,
    actors,
    integrations: [none, keyed, both, either],
    asks: [[], [[null]], [['x-a', 'x-b']], [['x-a'], ['x-b']]],
    known,
  };
}

/** What storing a choice must come to. */
function verdict({ asks, known }: World, actor: number, integration: number, chosen: number | null): string {
  const ask = asks[integration] ?? [];
  if (chosen === null) return ask.length > 0 ? 'CONNECTION_NEEDED' : 'ok';
  const connection = known[chosen];
  if (!connection || connection.gone) return 'CONNECTION_GONE';
  if (connection.privateTo !== null && connection.privateTo !== actor) return 'CONNECTION_GONE';
  if (connection.integration !== integration) return 'CONNECTION_UNFIT';
  const satisfied = ask.length === 0 || ask.some((schemes) => schemes.every((key) => connection.schemes.includes(key)));
  return satisfied ? 'ok' : 'CONNECTION_UNFIT';
}

function expected(world: World, { attached }: Model, given: Step): string {
  const { kind, actor, integration, connection } = given;
  if (kind === 'forget') return 'ok';
  if (actor === 2) return 'FORBIDDEN';
  if (kind === 'detach') return attached.has(integration) ? 'ok' : 'NOT_ATTACHED';
  if (kind === 'swap' && !attached.has(given.away)) return 'NOT_ATTACHED';
  const sound = verdict(world, actor, integration, connection);
  if (sound !== 'ok') return sound;
  if (kind === 'configure') return attached.has(integration) ? 'ok' : 'NOT_ATTACHED';
  const free = !attached.has(integration) || (kind === 'swap' && given.away === integration);
  return free ? 'ok' : 'ALREADY_ATTACHED';
}

function apply({ known }: World, { attached }: Model, given: Step): void {
  const { kind, integration, connection } = given;
  const chosen = connection === null ? null : (known[connection] ?? null);
  if (kind === 'forget') {
    if (chosen) chosen.gone = true;
    for (const [key, used] of attached) if (used?.gone) attached.set(key, null);
    return;
  }
  if (kind === 'swap') attached.delete(given.away);
  if (kind === 'detach') attached.delete(integration);
  else attached.set(integration, chosen);
}

async function perform(
  { rig, actors, integrations, known }: World,
  assistantId: AssistantId,
  given: Step,
): Promise<unknown> {
  const actor = actors[given.actor] ?? rig.admin;
  const at = (index: number) => integrations[index] ?? raise();
  const connectionId = given.connection === null ? null : (known[given.connection]?.id ?? raise());
  const input = { assistantId, integrationId: at(given.integration), connectionId, validate: false };
  switch (given.kind) {
    case 'attach':
      return attach(rig.assistants, actor, input);
    case 'configure':
      return configure(rig.assistants, actor, input);
    case 'detach':
      return detach(rig.assistants, actor, input);
    case 'swap':
      return changeAttachments(rig.assistants, actor, { assistantId, attach: [input], detach: [at(given.away)] });
    case 'forget':
      if (connectionId !== null)
        rig.store.write((w) => w.delete(connections).where(eq(connections.id, connectionId)).run());
  }
}

function raise(): never {
  throw new Error('The model names what exists');
}

/** Stored rows, and how the admin sees them, are what the model says. */
function compare({ rig, integrations, asks }: World, { attached }: Model, assistantId: AssistantId): void {
  const stored = new Map(rig.attachmentsOf(assistantId).map((row) => [row.integration_id, row.connection_id]));
  expect(stored).toEqual(new Map([...attached].map(([index, used]) => [integrations[index], used?.id ?? null])));
  for (const [index, used] of attached) {
    const integrationId = integrations[index] ?? raise();
    const { attachment } = readIntegrationOf(rig.assistants, rig.store.read, rig.admin, { assistantId, integrationId });
    const bare = asks[index]?.length === 0 ? 'ready' : 'needsConnection';
    expect(attachment?.state).toBe(used === null ? bare : used.privateTo === null ? 'ready' : 'connectionUnusable');
  }
}

it('attachments go as a small model says, whoever asks for what in whatever order', { timeout: 60_000 }, async () => {
  const world = await build();
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      round += 1;
      const model: Model = { attached: new Map() };
      const { id } = createAssistant(world.rig.assistants, world.rig.admin, { name: `Model ${round}` });
      for (const each of steps) {
        const wanted = expected(world, model, each);
        expect(await outcomeOf(Promise.try(() => perform(world, id, each)))).toBe(wanted);
        if (wanted === 'ok') apply(world, model, each);
        compare(world, model, id);
      }
    }),
    { numRuns: 40 },
  );
});
