import type { AdoptionInput, AdoptionReport } from '#contract/sync.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { adopt } from './adopt/adopt.ts';
import { readKeys } from './adopt/fernet.ts';
import { adoptions } from './adopt/marks.ts';
import type { AdoptionPorts } from './adopt/run.ts';
import { readSource } from './adopt/source.ts';

/** What sync needs of other domains. */
export type SyncPorts = Pick<AdoptionPorts, 'integrations' | 'definitions' | 'connections' | 'oauth'>;

/** What is shared through a Postgres, or comes out of one. */
export function createSync({ store, now }: Pick<Kernel, 'store' | 'now'>, ports: SyncPorts): Domain<'sync', null> {
  const adoption = async (actor: Actor, input: AdoptionInput, dryRun: boolean): Promise<AdoptionReport> => {
    requireRole(actor, 'editor');
    const { visibility } = input;
    const keys = readKeys(input.fernetKeys);
    return adopt({ store, now, ...ports }, actor, await readSource(input), { visibility, keys, dryRun });
  };
  return {
    name: 'sync',
    routes: {
      previewAdoption: (actor, input) => adoption(actor, input, true),
      adopt: (actor, input) => adoption(actor, input, false),
    },
    api: null,
    tables: [
      {
        table: adoptions,
        travels: 'all',
        kept: 'withParent',
        refersTo: { integration_id: 'integrations' },
        past: [{ at: adoptions.adoptedAt }],
      },
    ],
    facts: [],
    jobs: [],
  };
}
