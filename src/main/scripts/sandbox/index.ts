import './webEvents.ts';
import { addPostmanChecks } from './assertions.ts';
import { brunoGlobals } from './bruno.ts';
import { execution, Skipped } from './execution.ts';
import { answered, connectHost, questionsOpen } from './host.ts';
import { logged, scriptConsole } from './logging.ts';
import { requireModule } from './modules.ts';
import { legacyGlobals, postmanApi } from './postman.ts';
import type { Realm } from './realm.ts';
import { Request } from './request.ts';
import { Response } from './response.ts';
import { Cookies } from './sending.ts';
import { describeError, record, results } from './tests.ts';
import { addOldStringMethods, Buffer, randomFrom } from './text.ts';
import { clearTimer, fire, setImmediate, setInterval, setTimeout, timersOpen } from './timers.ts';
import { LayeredVariables, VariableScope } from './variables.ts';
import type { HostAnswer, ScriptFailure, ScriptInput, ScriptOutput } from './wire.ts';

/**
 * What every script finds in its realm. It is evaluated once; realms of scripts are copies of the memory after that. The worker calls
 * the functions that are given to `sandboxReady` and no others.
 */

let realm: Realm | undefined;
let requestBefore = '';
let failure: ScriptFailure | null = null;
const oldTests: Record<string, unknown> = {};
const { parse, stringify } = JSON;

function begin(text: string, body: string): void {
  const input: ScriptInput = parse(text);
  realm = realmOf(input.response?.body === null ? input : withBody(input, body));
  requestBefore = stringify(realm.request.toWire());
  Math.random = randomFrom(input.seed);
  const globals = {
    ...legacyGlobals(realm),
    ...brunoGlobals(realm),
    pm: postmanApi(realm),
    tests: oldTests,
    console: scriptConsole,
    require: requireModule,
    Buffer,
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
    clearImmediate: clearTimer,
  };
  for (const [name, value] of Object.entries(globals))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

/** The body crosses by itself, so that its text is not there twice. */
function withBody(input: ScriptInput, body: string): ScriptInput {
  return input.response === null ? input : { ...input, response: { ...input.response, body } };
}

function realmOf(input: ScriptInput): Realm {
  const { variables, info } = input;
  const lookUp = (name: string): unknown => layered.get(name);
  const scopes = {
    environment: new VariableScope(variables.environment, info.environmentName, lookUp),
    collection: new VariableScope(variables.collection, null, lookUp),
    globals: new VariableScope(variables.globals, null, lookUp),
    local: new VariableScope(variables.local),
    data: new VariableScope(variables.data),
  };
  const layered = new LayeredVariables(scopes);
  return {
    input,
    scopes,
    variables: layered,
    request: new Request(input.request, info.requestName),
    response: input.response && new Response(input.response),
    cookies: new Cookies(input.cookies),
  };
}

/** Starts the script, which comes as a function. */
function run(script: () => Promise<unknown>): void {
  script().catch(fail);
}

function fail(error: unknown): void {
  if (failure !== null || error instanceof Skipped) return;
  const { name, message } = describeError(error);
  const stack = String((Object(error) as { stack?: unknown }).stack ?? '');
  const line = /script\.js:(\d+)/.exec(stack)?.[1];
  failure = { kind: 'error', message: `${name}: ${message}`, line: line === undefined ? null : Number(line) };
}

function timerDue(id: number): void {
  if (execution.skip) return;
  try {
    fire(id);
  } catch (error) {
    fail(error);
  }
}

const answer = (id: number, text: string): void => answered(id, parse(text) as HostAnswer);

/** Whether something may still happen. */
const isWaiting = (): boolean => !execution.skip && timersOpen() + questionsOpen() > 0;

function end(): string {
  for (const [name, passed] of Object.entries(oldTests))
    record(name, passed ? undefined : { name: 'AssertionError', message: `expected ${String(passed)} to be truthy` });
  const output: ScriptOutput = { tests: results(), ...logged(), ...outcome(), failure };
  return stringify(output);
}

function outcome(): Pick<ScriptOutput, 'variables' | 'request' | 'nextRequest' | 'skip'> {
  if (realm === undefined) throw new Error('The realm was not begun.');
  const { environment, collection, globals, local, data } = realm.scopes;
  const request = realm.request.toWire();
  return {
    variables: {
      environment: environment.changes(),
      collection: collection.changes(),
      globals: globals.changes(),
      local: local.changes(),
      data: data.changes(),
    },
    request: stringify(request) === requestBefore ? null : request,
    ...execution,
  };
}

declare global {
  /** Of the worker: takes the functions it calls, and gives the one way out. */
  var sandboxReady: (functions: Record<string, unknown>) => Parameters<typeof connectHost>[0];
}

addPostmanChecks();
addOldStringMethods();
connectHost(sandboxReady({ begin, run, fail, timerDue, answer, isWaiting, end }));
for (const name of ['sandboxReady', 'EventTarget', 'Event']) Reflect.deleteProperty(globalThis, name);
