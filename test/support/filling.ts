import { environmentId, tenantId, variableId } from '#contract/common.ts';
import type { VariableKind } from '#contract/environments.ts';
import type { RequestDraftInput } from '#contract/requests.ts';
import type { VariableScope } from '#main/domains/environments/index.ts';
import { type FillSources, fillDraft } from '#main/domains/requests/fillDraft.ts';
import { draftOf } from './requestsRig.ts';

const id = '01890000-0000-7000-8000-000000000000';
/** What `$guid` becomes. */
export const madeUpId = '01890000-0000-4000-8000-000000000001';

/** A scope as it would be read, by name: the kind and what stands in the store. */
export function scopeOf(values: Readonly<Record<string, readonly [VariableKind, string]>>): VariableScope {
  const variables = new Map(
    Object.entries(values).map(([name, [kind, value]]) => {
      const row = {
        tenantId: tenantId.parse(id),
        id: variableId.parse(id),
        environmentId: environmentId.parse(id),
        groupId: null,
        name,
        kind,
        value,
        secretHint: null,
        enabled: true,
        description: '',
        position: 'a0',
        updatedAt: 0,
      };
      return [
        name,
        {
          name,
          kind,
          text: value,
          secret: kind !== 'plain',
          source: 'environment Test',
          filledIn: kind === 'plain',
          row,
        },
      ] as const;
    }),
  );
  const none = new Map();
  const levels = { globals: none, collection: none, environment: variables, folders: none };
  return { variables, levels, environment: null };
}

export interface Given {
  readonly given?: Readonly<Record<string, string>>;
  readonly scope?: Parameters<typeof scopeOf>[0];
  /** What reading the named values gives. */
  readonly read?: Readonly<Record<string, string>>;
}

/** Fills a draft, and says which names were read. */
export async function fill(draft: Partial<RequestDraftInput>, { given = {}, scope = {}, read = {} }: Given) {
  const asked: string[] = [];
  const sources: FillSources = {
    given: new Map(Object.entries(given).map(([name, text]) => [name, { text, secret: false }])),
    scope: scopeOf(scope),
    chance: { now: () => 1_779_105_600_000, random: () => 0.5, uuid: () => madeUpId },
    readEarlier: async () => null,
    readValues: async (names) => {
      asked.push(...names);
      return new Map(Object.entries(read).filter(([name]) => names.includes(name)));
    },
  };
  const filled = await fillDraft(draftOf(draft), sources);
  return { ...filled, asked: asked.sort() };
}
