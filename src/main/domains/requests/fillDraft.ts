import type { Json } from '#contract/common.ts';
import type { RequestDraft } from '#contract/requests.ts';
import { type Chance, dynamicValue } from '#core/variables/dynamic.ts';
import { type EarlierResponse, earlierResponse, lastName } from '#core/variables/earlierResponse.ts';
import {
  type Filled,
  Filler,
  guardBraces,
  namesIn,
  type Unfilled,
  type Value,
  withBraces,
} from '#core/variables/template.ts';
import type { SetValue, VariableScope } from '#main/domains/environments/index.ts';
import { isSecretValue } from './scriptValues.ts';

/** A draft with its variables filled in. */
export interface FilledDraft {
  readonly draft: RequestDraft;
  /** Where it goes, with the braces of values guarded: names of the path and of the server stand in what was typed alone. */
  readonly target: Pick<RequestDraft, 'url' | 'server'>;
  /** The names that stay as they are written, each where it stands. */
  readonly unfilled: readonly (Unfilled & { readonly field: string })[];
  /** Values of secrets that stand in it now: they are redacted from all that is kept, and go no further across origins. */
  readonly secrets: readonly string[];
  /** A secret stands in the body. */
  readonly bodyHasSecrets: boolean;
}

/** Where the values of a draft come from. What stands first overrides the rest. */
export interface FillSources {
  /** Values that count for this request alone: of a run's data, and what its scripts set. */
  readonly given: ReadonlyMap<string, SetValue>;
  readonly scope: VariableScope;
  readonly chance: Chance;
  /** The values that do not stand in the store, by name. */
  readValues(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** A value of an earlier response; null where there is none. */
  readEarlier(earlier: EarlierResponse): Promise<string | null>;
}

type Known = (name: string) => Value | undefined;

/** The values that stand in the draft and the store, or were set. */
function knownIn(draft: RequestDraft, { given, scope }: Pick<FillSources, 'given' | 'scope'>): Known {
  const local = new Map(
    draft.variables.flatMap(({ name, value, enabled }) => (enabled ? [[name, value] as const] : [])),
  );
  return (name) => {
    const set = given.get(name);
    if (set !== undefined) return { ...set, filledIn: false };
    const own = local.get(name);
    if (own !== undefined) return { text: own, secret: false, filledIn: true };
    const variable = scope.variables.get(name);
    return variable?.kind === 'plain' ? variable : undefined;
  };
}

/** The names in a draft whose values stand neither in it nor in the store. */
export function namesToRead(draft: RequestDraft, sources: Pick<FillSources, 'given' | 'scope'>): string[] {
  const known = knownIn(draft, sources);
  return neededNames(draft, known).filter((name) => known(name) === undefined);
}

/** Fills the variables of a draft in. Throws what reading their values throws. */
export async function fillDraft(draft: RequestDraft, sources: FillSources): Promise<FilledDraft> {
  const known = knownIn(draft, sources);
  const names = neededNames(draft, known);
  const read = await sources.readValues(names.filter((name) => known(name) === undefined));
  const earlier = new Map<string, Value>();
  for (const name of names) {
    const asked = earlierResponse(name);
    const text = asked && (await sources.readEarlier(asked));
    if (asked !== null && text !== null)
      earlier.set(name, { text, secret: isSecretValue(lastName(asked.path), text), filledIn: false });
  }
  const dynamic = (name: string): Value | null => {
    const found = earlier.get(name);
    if (found !== undefined) return found;
    const text = dynamicValue(name, sources.chance);
    return text === null ? null : { text, secret: false, filledIn: false };
  };
  const filler = new Filler((name) => {
    const hidden = read.get(name);
    return known(name) ?? (hidden === undefined ? dynamic(name) : { text: hidden, secret: true, filledIn: false });
  });
  return fillWith(draft, filler);
}

/** Every name that the draft leads to, through values that stand in the store. */
function neededNames(draft: RequestDraft, known: Known): string[] {
  const texts: string[] = [];
  mapTexts(draft, (text) => {
    texts.push(text);
    return text;
  });
  const needed = new Set<string>();
  const waiting = texts.flatMap(namesIn);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const value = known(name);
    if (value?.filledIn) waiting.push(...namesIn(value.text));
  }
  return [...needed];
}

function fillWith(draft: RequestDraft, filler: Filler): FilledDraft {
  const unfilled: (Unfilled & { field: string })[] = [];
  let bodyHasSecrets = false;
  const filled = mapTexts(draft, (text, field, isBody) => {
    filler.unfilled.clear();
    const isTarget = text !== '' && (field === 'url' || field === 'server');
    const { text: result, secret }: Filled = filler.fill(text, isTarget ? guardBraces : undefined);
    for (const each of filler.unfilled.values()) unfilled.push({ ...each, field });
    if (isBody && secret) bodyHasSecrets = true;
    return result;
  });
  return { ...unguarded(filled), unfilled, secrets: [...filler.secrets], bodyHasSecrets };
}

function unguarded(filled: RequestDraft): Pick<FilledDraft, 'draft' | 'target'> {
  const { method, url, server, serverVariables } = filled;
  const values = mapValues(serverVariables, withBraces);
  const plain = { method: withBraces(method), url: withBraces(url), server: server && withBraces(server) };
  return { draft: { ...filled, ...plain, serverVariables: values }, target: { url, server } };
}

/**
 * A draft whose own texts are values already, of a definition, a server or a model: nothing in them is looked up. What it takes on from
 * above (its headers and authentication), and its server, a person wrote, and is filled in.
 */
export async function fillAround(draft: RequestDraft, own: RequestDraft, sources: FillSources): Promise<FilledDraft> {
  const { method, url, parameters, body, assertions } = draft;
  const values = { method, url, body, assertions };
  const taken = parameters.slice(own.parameters.length);
  const nothing = { method: '', url: '', body: { kind: 'none' as const }, assertions: [] };
  const filled = await fillDraft({ ...draft, ...nothing, parameters: taken }, sources);
  const whole = { ...filled.draft, ...values, parameters: [...own.parameters, ...filled.draft.parameters] };
  return { ...filled, draft: whole, target: { ...filled.target, url } };
}

type Fill = (text: string, field: string, isBody?: boolean) => string;

/** The draft with every text that may hold variables replaced; `field` is where a problem of it is shown. */
function mapTexts(draft: RequestDraft, fill: Fill): RequestDraft {
  return {
    ...draft,
    method: fill(draft.method, 'url'),
    url: fill(draft.url, 'url'),
    server: draft.server === null ? null : fill(draft.server, 'server'),
    serverVariables: mapValues(draft.serverVariables, (value) => fill(value, 'server')),
    parameters: draft.parameters.map((parameter) =>
      parameter.enabled
        ? {
            ...parameter,
            name: fill(parameter.name, parameter.name),
            value: mapJson(parameter.value, (text) => fill(text, parameter.name)),
          }
        : parameter,
    ),
    body: mapBody(draft.body, fill),
    auth: mapAuth(draft.auth, fill),
    assertions: draft.assertions.map((each) => ({ ...each, value: fill(each.value, 'tests') })),
  };
}

function mapBody(body: RequestDraft['body'], fill: Fill): RequestDraft['body'] {
  switch (body.kind) {
    case 'none':
    case 'file':
      return body;
    case 'text':
      return { ...body, mediaType: fill(body.mediaType, 'body'), text: fill(body.text, 'body', true) };
    case 'graphql':
      return {
        ...body,
        query: fill(body.query, 'body', true),
        variables: fill(body.variables, 'variables', true),
        operationName: body.operationName === null ? null : fill(body.operationName, 'body', true),
      };
    case 'form':
      return {
        ...body,
        fields: body.fields.map((field) =>
          field.enabled
            ? { ...field, name: fill(field.name, field.name, true), value: fill(field.value, field.name, true) }
            : field,
        ),
      };
  }
}

function mapAuth(auth: RequestDraft['auth'], fill: Fill): RequestDraft['auth'] {
  const at = (text: string) => fill(text, 'auth');
  switch (auth.kind) {
    case 'inherit':
    case 'connection':
      return auth;
    case 'basic':
    case 'digest':
      return { ...auth, username: at(auth.username), password: at(auth.password) };
    case 'bearer':
      return { ...auth, token: at(auth.token), prefix: at(auth.prefix) };
    case 'apiKey':
      return { ...auth, name: at(auth.name), value: at(auth.value) };
    case 'awsSigV4':
      return {
        ...auth,
        accessKeyId: at(auth.accessKeyId),
        secretAccessKey: at(auth.secretAccessKey),
        sessionToken: at(auth.sessionToken),
        region: at(auth.region),
        service: at(auth.service),
      };
  }
}

function mapJson(value: Json, fill: (text: string) => string): Json {
  if (typeof value === 'string') return fill(value);
  if (Array.isArray(value)) return value.map((item) => mapJson(item, fill));
  return typeof value === 'object' && value !== null ? mapValues(value, (item) => mapJson(item, fill)) : value;
}

function mapValues<T>(values: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
