import { randomUUID } from 'node:crypto';
import { type GroupId, groupId as groupIdSchema, type SavedRequestId } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { type RunInput, type RunOptions, runFaults } from '#contract/runs.ts';
import type { StoredFile } from '#contract/transfer.ts';
import type { PortableVariable } from '#core/collections/portable.ts';
import type { CollectionsApi, PlannedGroup } from '#main/domains/collections/index.ts';
import type { CookiesApi } from '#main/domains/cookies/domain.ts';
import { type EnvironmentsApi, type ScopedVariable, scopeOf } from '#main/domains/environments/index.ts';
import { filesOf, type GroupDefaults } from '#main/domains/requests/index.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import type { Store } from '#main/store/index.ts';
import { type RunItem, type RunPlan, rowsOf } from './plan.ts';

/** What planning a run needs of other domains. */
export interface PlanningPorts {
  readonly store: Pick<Store, 'read'>;
  readonly collections: Pick<CollectionsApi, 'groupChain' | 'requestsOf' | 'readFiles'>;
  readonly environments: Pick<EnvironmentsApi, 'scope' | 'listEnvironment'>;
  readonly cookies: Pick<CookiesApi, 'apart'>;
  /** The requests that failed in a run of the actor's. Throws NOT_FOUND. */
  failedOf(actor: Actor, id: Extract<RunInput['target'], { kind: 'failed' }>['of']): SavedRequestId[];
}

/** What is to be sent, in its order. Throws NOT_FOUND, NOTHING_TO_RUN, RUN_DATA, and for files what reading them throws. */
export async function planRun(ports: PlanningPorts, actor: Actor, { target, options }: RunInput): Promise<RunPlan> {
  const rows = rowsOf(options);
  if (target.kind === 'files') return { ...(await planFiles(ports, actor, target, options)), rows };
  const wanted =
    target.kind === 'failed' ? { kind: 'requests' as const, ids: ports.failedOf(actor, target.of) } : target;
  const { name, requests } = ports.collections.requestsOf(actor, wanted);
  const { environmentId } = options;
  const items = requests.map(({ id, name: called, path, draft }): RunItem => {
    const standpoint = { environmentId, groupId: draft.groupId };
    const chain = chainOf(ports, actor, draft.groupId);
    return {
      id,
      savedId: id,
      name: called,
      path,
      draft: { ...draft, environmentId },
      standing: (values) => ({ chain, scope: ports.environments.scope(ports.store.read, actor, standpoint, values) }),
    };
  });
  if (items.length === 0) throw nothing();
  const environment = environmentId === null ? null : ports.environments.listEnvironment(actor, environmentId);
  return { name, environmentName: environment?.name ?? null, items, cookies: null, rows };
}

const chainOf = ({ collections, store }: PlanningPorts, actor: Actor, id: GroupId | null) =>
  id === null ? [] : collections.groupChain(store.read, actor, id);

const nothing = () =>
  runFaults.fault('NOTHING_TO_RUN', 'There is no request to run.', {
    todo: 'Choose a collection or folder that has requests.',
  });

type FileTarget = Extract<RunInput['target'], { kind: 'files' }>;

/** Requests of files, with the variables, headers and scripts that stand in them. An environment of the console counts as well. */
async function planFiles(
  ports: PlanningPorts,
  actor: Actor,
  { files, environment: wanted, attachments = [] }: FileTarget,
  { environmentId }: RunOptions,
): Promise<Omit<RunPlan, 'rows'>> {
  const { collections, environments } = await ports.collections.readFiles(actor, files);
  const chosen =
    wanted === undefined ? null : environments.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (chosen === undefined)
    throw runFaults.fault('RUN_DATA', `None of the files has an environment named ${wanted}.`, {
      kept: 'Nothing was sent.',
      todo:
        environments.length === 0
          ? 'Add the file of the environment.'
          : `Choose one of: ${environments.map(({ name }) => name).join(', ')}.`,
      field: 'environment',
    });
  const stored = ports.environments.scope(ports.store.read, actor, { environmentId, groupId: null });
  const globals = environments.filter(({ isGlobal }) => isGlobal).flatMap(enabledVariables);
  const items = collections.flatMap((collection) =>
    itemsOf(collection, [], [], (chain, folders) => (values) => ({
      chain,
      scope: scopeOf(
        {
          globals: [...stored.levels.globals.values(), ...globals.map(scoped('globals'))],
          collection: enabledVariables(collection).map(scoped(`collection ${collection.name}`)),
          environment: [
            ...stored.levels.environment.values(),
            ...(chosen === null ? [] : enabledVariables(chosen)).map(scoped(`environment ${chosen?.name}`)),
          ],
          folders: folders.flatMap((folder) => enabledVariables(folder).map(scoped(`folder ${folder.name}`))),
        },
        stored.environment ?? (chosen && { id: null, name: chosen.name, isProduction: false }),
        values,
      ),
    })),
  );
  if (items.length === 0) throw nothing();
  const given = new Map(attachments.map(({ path, stored: file }) => [path, file]));
  const name = collections.map((each) => each.name).join(', ');
  // A file must find the same beginning wherever it runs, and may be anybody's.
  const cookies = ports.cookies.apart();
  return {
    name,
    cookies,
    environmentName: stored.environment?.name ?? chosen?.name ?? null,
    items: items.map((item) => ({ ...item, draft: withAttachments(item.draft, given) })),
  };
}

/** The paths of files that requests of a collection send. */
export async function attachmentsOf(
  { collections }: Pick<PlanningPorts, 'collections'>,
  actor: Actor,
  files: FileTarget['files'],
): Promise<string[]> {
  requireRole(actor, 'editor');
  const plan = await collections.readFiles(actor, files);
  const paths = requestsIn(plan.collections).flatMap(({ body }) => filesOf(body).map((file) => file.elsewhere));
  return [...new Set(paths.filter((path) => path !== undefined))];
}

const requestsIn = (groups: readonly PlannedGroup[]): RequestDraft[] =>
  groups.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'group' ? requestsIn([item]) : [item.draft])));

type Attached = Pick<Extract<RequestDraft['body'], { kind: 'file' }>, 'stored' | 'elsewhere'>;

/** The draft with the content of the files that were given. */
function withAttachments(draft: RequestDraft, given: ReadonlyMap<string, StoredFile>): RequestDraft {
  const { body } = draft;
  const attach = <F extends Attached>(file: F): F => {
    const stored = file.elsewhere === undefined ? undefined : given.get(file.elsewhere);
    return stored === undefined ? file : { ...file, stored };
  };
  if (given.size === 0) return draft;
  if (body.kind === 'file') return { ...draft, body: attach(body) };
  if (body.kind !== 'form') return draft;
  const fields = body.fields.map((field) => (field.file ? { ...field, file: attach(field.file) } : field));
  return { ...draft, body: { ...body, fields } };
}

type StandingOf = (chain: readonly GroupDefaults[], folders: readonly PlannedGroup[]) => RunItem['standing'];

function itemsOf(
  group: PlannedGroup,
  above: readonly GroupDefaults[],
  folders: readonly PlannedGroup[],
  standingOf: StandingOf,
): RunItem[] {
  const { name, auth, headers, scripts, settings } = group;
  const id = groupIdSchema.parse(randomUUID());
  const chain = [...above, { id, name, auth, connectionId: null, headers: [...headers], scripts, ...settings }];
  const inside = above.length === 0 ? folders : [...folders, group];
  const standing = standingOf(chain, inside);
  const path = chain.map((each) => each.name);
  return group.items.flatMap((item): RunItem[] =>
    item.kind === 'group'
      ? itemsOf(item, chain, inside, standingOf)
      : [{ id: randomUUID(), savedId: null, name: item.name, path, draft: item.draft, standing }],
  );
}

const enabledVariables = ({ variables }: { readonly variables: readonly PortableVariable[] }) =>
  variables.filter(({ enabled }) => enabled);

const scoped =
  (source: string) =>
  ({ name, value, secret }: PortableVariable): ScopedVariable => ({
    name,
    kind: 'plain',
    text: value,
    secret,
    source,
    filledIn: true,
    row: null,
  });
