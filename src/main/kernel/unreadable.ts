import { ValidationError } from '@orpc/contract';
import { commonFaults, type Fault } from '#contract/fault.ts';
import { type StoredThing, storedThings as things } from '#contract/readable.ts';
import { DamagedValue } from '#main/store/index.ts';

/** What a table holds, and under which name an input says which one. */
interface Place {
  readonly thing: StoredThing;
  readonly idName: string;
}

const place = (thing: StoredThing, idName: string): Place => ({ thing, idName });
const connection = place(things.connection, 'connectionId');
const tokens = place(things.tokens, 'connectionId');
const definition = place(things.definition, 'integrationId');
const operation = place(things.operation, 'key');
const schedule = place(things.schedule, 'integrationId');

const byTable: Readonly<Record<string, Place>> = {
  tenants: place(things.tenant, 'tenantId'),
  memberships: place(things.person, 'userId'),
  settings: place(things.settings, ''),
  integrations: place(things.integration, 'integrationId'),
  definitions: definition,
  definition_texts: definition,
  definition_operations: operation,
  hand_operations: operation,
  operation_edits: operation,
  connections: connection,
  deleted_connections: connection,
  connection_state: connection,
  oauth_tokens: tokens,
  oauth_exchanges: tokens,
  health_schedules: schedule,
  health_state: schedule,
  health_results: schedule,
  assistants: place(things.assistant, 'assistantId'),
  attachments: place(things.attachment, 'integrationId'),
  exchanges: place(things.sentRequest, 'id'),
  saved_requests: place(things.savedRequest, 'id'),
  request_groups: place(things.group, 'id'),
  request_rows: place(things.savedRequest, 'id'),
  runs: place(things.run, 'id'),
  run_results: place(things.run, 'id'),
  environments: place(things.environment, 'id'),
  variables: place(things.variable, 'id'),
  contract_reports: place(things.contractReport, 'integrationId'),
  activity: place(things.entry, 'id'),
  facts: place(things.entry, 'id'),
  jobs: place(things.job, 'id'),
};

/** What a domain answers with, where an answer does not say which table it is of. */
const tableOfDomain: Readonly<Record<string, string>> = {
  oauth: 'oauth_tokens',
  health: 'health_state',
  requests: 'exchanges',
  collections: 'saved_requests',
  contracts: 'contract_reports',
};

interface Damage {
  readonly table: string;
  readonly fields: readonly string[];
  /** A row was read with it, and only the answer could not be made: what was to be written is written. */
  readonly isAnswer: boolean;
}

/**
 * The rule of every route that is about one thing, as `readable` is that of lists: where what is stored of it is damaged, the answer says
 * of which thing, what of it, what was kept and what to do. Null where the error is about something else.
 */
export function unreadableFault(error: unknown, [domain = '']: readonly string[], input: unknown): Fault | null {
  const damage = damageOf(error, domain);
  if (damage === null) return null;
  const { thing, idName } = byTable[damage.table] ?? place(things.other, '');
  const own = byTable[domain]?.thing === thing ? 'id' : idName;
  const id = textAt(input, idName) ?? textAt(input, own);
  const fields = damage.fields.length === 0 ? '' : ` (${damage.fields.join(', ')})`;
  const which = id === undefined ? '' : ` Its id is ${id}.`;
  return commonFaults.fault('UNREADABLE', `What is stored of this ${thing.noun} cannot be read${fields}.${which}`, {
    kept: damage.isAnswer
      ? 'It stays as it is stored, the damaged part included.'
      : 'Nothing was changed; it stays as it is stored.',
    todo: thing.todo,
  });
}

function damageOf(error: unknown, domain: string): Damage | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof DamagedValue) return { table: each.table, fields: [each.column], isAnswer: false };
    if (!(each instanceof ValidationError)) continue;
    const names = each.issues.map(({ path }) => String(nameOf(path?.[0]) ?? ''));
    const fields = [...new Set(names.filter((name) => name !== ''))];
    return { table: tableOfDomain[domain] ?? domain, fields, isAnswer: true };
  }
  return null;
}

type Segment = NonNullable<ValidationError['issues'][number]['path']>[number];

const nameOf = (segment: Segment | undefined) => (typeof segment === 'object' ? segment.key : segment);

/** A text of the input, or of the draft in it. */
function textAt(input: unknown, name: string): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const value: unknown = Object.entries(input).find(([key]) => key === name)?.[1];
  if (typeof value === 'string') return value;
  const draft: unknown = Object.entries(input).find(([key]) => key === 'draft')?.[1];
  return draft === undefined ? undefined : textAt(draft, name);
}
