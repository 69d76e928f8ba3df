import type { RequestDraft } from '#contract/requests.ts';
import type { TestResult, TestResults } from '#contract/testResults.ts';
import type { SetValue } from '#main/domains/environments/index.ts';
import { createRedactor, mask } from '#main/http/index.ts';
import type { ScriptHost, ScriptInfo, ScriptOutput, WireResponse } from '#main/scripts/index.ts';
import type { RequestsContext } from './context.ts';
import type { Standing } from './prepare.ts';
import type { ScriptCookies } from './scriptCookies.ts';
import { type ScriptScope, type ScriptValues, setValueOf } from './scriptValues.ts';
import { wireOf, withWire } from './wireRequest.ts';

/** One script, and whose it is in words. */
interface Source {
  readonly of: string;
  readonly text: string;
}

type Phase = 'before' | 'after';

/** What goes on in the scripts of one request. */
export interface Scripting {
  /** Runs what comes before a request, from the collection inwards. Gives the draft as they left it, and whether to send it at all. */
  before(draft: RequestDraft): Promise<{ draft: RequestDraft; skip: boolean }>;
  /** Runs what comes after the response. */
  after(draft: RequestDraft, response: WireResponse): Promise<void>;
  /** Whether a script comes after the response. */
  comesAfter(draft: RequestDraft): boolean;
  add(results: readonly TestResult[]): void;
  setVariable(scope: ScriptScope, name: string, value: SetValue): void;
  /** What it came to so far; null where there was nothing to do. */
  readonly results: TestResults | null;
  /** The request of a run that comes next; null where no script said so, `name` null where the run ends. */
  readonly nextRequest: ScriptOutput['nextRequest'];
  /** A secret that went into what scripts got, such as the response of a request of theirs. */
  hide(secrets: Iterable<string>): void;
  /** Secrets that scripts were given, or made. */
  readonly secrets: readonly string[];
}

export interface ScriptingOptions {
  /** Where the request stands with what was set by now. */
  standing(): Standing;
  readonly values: ScriptValues;
  readonly info: Omit<ScriptInfo, 'environmentName'>;
  readonly send: ScriptHost['send'];
  /** Asked for scripts that speak of cookies. */
  cookiesFor(draft: RequestDraft): Promise<ScriptCookies>;
  readonly signal?: AbortSignal | undefined;
}

export function createScripting(
  { scripts, variables }: Pick<RequestsContext, 'scripts' | 'variables'>,
  options: ScriptingOptions,
): Scripting {
  const { values } = options;
  const gathered: TestResults = { results: [], logs: [], droppedLogs: 0, faults: [], variablesSet: [] };
  const secrets = new Set<string>();
  const set = new Set<string>();
  let nextRequest: ScriptOutput['nextRequest'] = null;
  let hasRun = false;

  const sourcesOf = (draft: RequestDraft, phase: Phase): Source[] => {
    const groups = options.standing().chain.map((group, at) => ({
      of: `the ${at === 0 ? 'collection' : 'folder'} ${group.name}`,
      text: group.scripts[phase],
    }));
    return [...groups, { of: 'the request', text: draft.scripts[phase] }].filter(({ text }) => text.trim() !== '');
  };

  const run = async (source: Source, phase: Phase, draft: RequestDraft, response: WireResponse | null) => {
    hasRun = true;
    const given = await valuesFor(source.text);
    const { cookies, jar } = /cookie/i.test(source.text) ? await options.cookiesFor(draft) : noCookies;
    hide(cookies.map(({ value }) => value));
    const output = await scripts.run(
      {
        phase,
        source: source.text,
        request: wireOf(draft),
        response,
        variables: given,
        cookies,
        info: { ...options.info, environmentName: options.standing().scope.environment?.name ?? null },
      },
      { send: options.send, ...(jar && { jar }) },
      options.signal,
    );
    gather(source, phase, output);
    return output;
  };

  /** Values by scope. A secret one crosses where its name stands in the script, and no other is opened. */
  const valuesFor = async (text: string) => {
    const { scope } = options.standing();
    const { levels, variables: all } = scope;
    const hidden = [...all.values()].filter(({ name, kind }) => kind !== 'plain' && text.includes(name));
    const read = await variables.readValues(
      scope,
      hidden.map(({ name }) => name),
      options.signal,
    );
    hide(read.values());
    const textsOf = (...maps: ReadonlyMap<string, (SetValue & { readonly kind?: string }) | null>[]) => {
      const texts = new Map<string, unknown>();
      for (const map of maps)
        for (const [name, value] of map) {
          if (value?.secret) hide([value.text]);
          if (value === null) texts.delete(name);
          else if ((value.kind ?? 'plain') === 'plain') texts.set(name, value.value ?? value.text);
          else if (read.has(name)) texts.set(name, read.get(name) ?? '');
        }
      return Object.fromEntries(texts);
    };
    return {
      globals: textsOf(levels.globals, values.globals),
      collection: textsOf(levels.collection, values.collection),
      environment: textsOf(levels.environment, values.environment),
      local: textsOf(levels.folders, values.local),
      data: textsOf(values.data),
    };
  };

  const gather = ({ of }: Source, phase: Phase, output: ScriptOutput) => {
    for (const { name, passed, skipped, error } of output.tests)
      gathered.results.push({ name, source: 'script', passed, skipped, message: error?.message ?? null });
    gathered.logs.push(...output.logs);
    gathered.droppedLogs += output.droppedLogs;
    if (output.failure) gathered.faults.push({ phase, of, ...output.failure });
    if (output.nextRequest) nextRequest = output.nextRequest;
    for (const scope of ['globals', 'collection', 'environment', 'local'] as const) {
      const changes = output.variables[scope];
      for (const [name, value] of Object.entries(changes.set))
        setVariable(scope, name, setValueOf(name, value, hasSecret(value)));
      for (const name of changes.unset) values.unset(scope, name);
    }
  };

  const hide = (values: Iterable<string>) => {
    for (const value of values) if (value !== '') secrets.add(value);
  };

  /** As it is, or encoded; what a script took apart or turned round is beyond what can be found. */
  const hasSecret = (value: unknown): boolean => {
    const sought = [...secrets].filter(({ length }) => length >= shortest);
    if (sought.length === 0) return false;
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return createRedactor(sought).text(text) !== text;
  };

  const setVariable = (scope: ScriptScope, name: string, value: SetValue) => {
    // A name is shown wherever variables are.
    if (hasSecret(name)) return;
    // A response shows a secret of its request masked: what is taken from it again is what is known already.
    if (value.text.includes(mask) && values[scope].get(name)?.secret) return;
    set.add(name);
    if (value.secret) hide([value.text]);
    values.set(scope, name, value);
  };

  return {
    before: async (draft) => {
      let changed = draft;
      for (const source of sourcesOf(draft, 'before')) {
        const { request, skip } = await run(source, 'before', changed, null);
        if (request) changed = withWire(changed, request);
        if (skip) return { draft: changed, skip: true };
      }
      return { draft: changed, skip: false };
    },
    after: async (draft, response) => {
      for (const source of sourcesOf(draft, 'after')) await run(source, 'after', draft, response);
    },
    comesAfter: (draft) => sourcesOf(draft, 'after').length > 0,
    add: (results) => {
      hasRun ||= results.length > 0;
      gathered.results.push(...results);
    },
    setVariable,
    hide,
    get results() {
      return hasRun ? { ...gathered, variablesSet: [...set] } : null;
    },
    get nextRequest() {
      return nextRequest;
    },
    get secrets() {
      return [...secrets];
    },
  };
}

const noCookies: ScriptCookies = { cookies: [] };

/** A shorter value occurs by chance in too many texts. */
const shortest = 4;
