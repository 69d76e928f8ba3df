import type { RequestAuth, RequestSettings } from '#contract/requestParts.ts';
import type { RequestDraft } from '#contract/requests.ts';
import type {
  PortableContent,
  PortableEnvironment,
  PortableExample,
  PortableField,
  PortableFolder,
  PortableGroup,
  PortableNote,
  PortableScripts,
  PortableVariable,
} from '#core/collections/portable.ts';
import { createJudge } from '#core/http/secretJudge.ts';
import { hideTyped } from '#core/http/typedSecrets.ts';
import { blankDraft } from '../drafts.ts';
import { authOfPortable, boundedSettings, draftOfPortable } from './toDraft.ts';

/** A request that is to be written. */
export interface PlannedRequest {
  readonly kind: 'request';
  readonly name: string;
  readonly description: string;
  readonly draft: RequestDraft;
  readonly examples: readonly PortableExample[];
}

/** A collection or folder that is to be written, with what it holds. */
export interface PlannedGroup {
  readonly kind: 'group';
  readonly name: string;
  readonly description: string;
  readonly auth: RequestAuth;
  readonly headers: readonly PortableField[];
  readonly scripts: PortableScripts;
  readonly settings: RequestSettings;
  readonly variables: readonly PortableVariable[];
  readonly items: readonly (PlannedGroup | PlannedRequest)[];
}

/** What an import would write. Secrets stand in variables that say so, and nowhere else. */
export interface ImportPlan {
  readonly collections: readonly PlannedGroup[];
  readonly environments: readonly PortableEnvironment[];
  readonly notes: readonly PortableNote[];
}

const judge = createJudge();

/**
 * Plans an import. What cannot be written is noted, and leaves the rest alone. What is run and not kept stays as it is written.
 */
export function planImport(content: PortableContent, secrets: 'hoisted' | 'asWritten' = 'hoisted'): ImportPlan {
  const notes = [...content.notes];
  const collections = content.collections.map((collection) => new CollectionPlanner(notes, secrets).plan(collection));
  const own = content.collections.flatMap(({ environments }) => environments);
  const environments = [...own, ...content.environments].map((each) => ({
    ...each,
    variables: each.variables.map(judged),
  }));
  return { collections, environments, notes };
}

/** A variable that the other tool did not mark may be a secret all the same. */
const judged = (variable: PortableVariable): PortableVariable => ({
  ...variable,
  secret: variable.secret || judge('field', variable.name, variable.value),
});

/** Secrets that are typed into requests and groups become variables of their collection, and their name takes their place. */
class CollectionPlanner {
  private readonly notes: PortableNote[];
  private readonly isHoisting: boolean;
  private readonly names = new Set<string>();
  private readonly byValue = new Map<string, string>();
  private readonly secrets: PortableVariable[] = [];

  constructor(notes: PortableNote[], secrets: 'hoisted' | 'asWritten') {
    this.notes = notes;
    this.isHoisting = secrets === 'hoisted';
  }

  plan(collection: PortableGroup): PlannedGroup {
    for (const { name } of collection.variables) this.names.add(name);
    const planned = this.group(collection, [collection.name]);
    return { ...planned, variables: [...planned.variables, ...this.secrets] };
  }

  private group(group: PortableGroup, path: readonly string[]): PlannedGroup {
    const { name, description, headers, scripts } = group;
    const { settings, problems } = boundedSettings(group.settings);
    for (const message of problems) this.notes.push({ path, message });
    const parameters = headers.map((header) => ({ ...header, in: 'header' as const }));
    const draft = this.withoutSecrets({ ...blankDraft(), parameters, scripts, auth: authOfPortable(group.auth) }, path);
    return {
      kind: 'group',
      name: shortName(name),
      description,
      auth: draft.auth,
      headers: draft.parameters.map(({ name: header, value, enabled, description: words = '' }) => ({
        name: header,
        value: typeof value === 'string' ? value : JSON.stringify(value),
        enabled,
        description: words,
      })),
      scripts: draft.scripts,
      settings: { connectSeconds: null, responseSeconds: null, ...settings },
      variables: group.variables.map(judged),
      items: this.items(group.items, path),
    };
  }

  private items(items: PortableGroup['items'], path: readonly string[]): PlannedGroup['items'] {
    return items.flatMap((item): (PlannedGroup | PlannedRequest)[] => {
      const here = [...path, item.name];
      return item.kind === 'folder' ? [this.folder(item, here)] : this.request(item, here);
    });
  }

  private folder(folder: PortableFolder, path: readonly string[]): PlannedGroup {
    return this.group(folder, path);
  }

  private request(request: Parameters<typeof draftOfPortable>[0], path: readonly string[]): PlannedRequest[] {
    const { draft, problems } = draftOfPortable(request, null);
    for (const message of problems) this.notes.push({ path, message });
    if (draft === null) return [];
    const { name, description, examples } = request;
    return [{ kind: 'request', name: shortName(name), description, draft: this.withoutSecrets(draft, path), examples }];
  }

  /** Puts variables into the place of the secrets; what is found then all the same is left out. */
  private withoutSecrets(draft: RequestDraft, path: readonly string[]): RequestDraft {
    if (!this.isHoisting) return draft;
    const { found } = hideTyped(draft, judge);
    if (found.length === 0) return draft;
    const values = [...new Map(found.map(({ name, value }) => [value, name]))];
    const names = values.map(([value, name]) => [value, this.variableFor(value, name)] as const);
    // The longest first, so that none is replaced within another.
    names.sort(([a], [b]) => b.length - a.length);
    const replace = (text: string) =>
      names.reduce((left, [value, name]) => (value.length < 4 ? left : left.replaceAll(value, `{{${name}}}`)), text);
    const changed = JSON.parse(JSON.stringify(draft), (_, value: unknown) =>
      typeof value === 'string' ? replace(value) : value,
    ) as RequestDraft;
    const again = hideTyped(changed, judge);
    for (const { name } of again.found)
      this.notes.push({ path, message: `The secret ${name} was left out. Enter it again.` });
    return { ...changed, ...again.typed };
  }

  private variableFor(value: string, name: string): string {
    const known = this.byValue.get(value);
    if (known !== undefined) return known;
    const base =
      name
        .replace(/[^\p{L}\p{N}_.-]+/gu, '_')
        .replace(/^_+|_+$/g, '')
        .slice(0, 100) || 'secret';
    let chosen = base;
    for (let n = 2; this.names.has(chosen); n += 1) chosen = `${base}_${n}`;
    this.names.add(chosen);
    this.byValue.set(value, chosen);
    this.secrets.push({ name: chosen, value, enabled: true, secret: true });
    return chosen;
  }
}

const shortName = (name: string): string => {
  const plain = name.replace(/\p{Cc}+/gu, ' ').trim();
  return plain === '' ? 'Untitled' : plain.slice(0, 120);
};

/** How many values would go into the vault. */
export function countSecrets({ collections, environments }: ImportPlan): number {
  const ofGroup = (group: PlannedGroup): number =>
    group.variables.filter(({ secret, value }) => secret && value !== '').length +
    group.items.reduce((sum, item) => sum + (item.kind === 'group' ? ofGroup(item) : 0), 0);
  return (
    collections.reduce((sum, each) => sum + ofGroup(each), 0) +
    environments.reduce(
      (sum, each) => sum + each.variables.filter(({ secret, value }) => secret && value !== '').length,
      0,
    )
  );
}
