import * as chai from 'chai';
import { setNextRequest, skipRequest } from './execution.ts';
import { CryptoJS } from './hashing.ts';
import { oldLodash, requireModule, tv4 } from './modules.ts';
import type { Realm } from './realm.ts';
import type { Request } from './request.ts';
import { sendRequest } from './sending.ts';
import { skip, startedTests, test } from './tests.ts';
import type { VariableScope } from './variables.ts';

const { expect } = chai;

/** `pm`, with what collections use most of Postman's sandbox. */
export function postmanApi({ input, scopes, variables, request, response, cookies }: Realm): object {
  const { phase, info } = input;
  const pm = {
    info: Object.freeze({
      eventName: phase === 'before' ? 'prerequest' : 'test',
      iteration: info.iteration,
      iterationCount: info.iterationCount,
      requestName: info.requestName,
      requestId: info.requestId,
    }),
    test: Object.assign(
      (name: unknown, check?: unknown): object => {
        test(name, check);
        return pm;
      },
      {
        skip: (name: unknown): object => {
          skip(name);
          return pm;
        },
        index: startedTests,
      },
    ),
    expect,
    variables,
    environment: scopes.environment,
    collectionVariables: scopes.collection,
    globals: scopes.globals,
    iterationData: scopes.data,
    request,
    ...(response && { response }),
    cookies,
    sendRequest,
    require: requireModule,
    execution: Object.freeze({
      setNextRequest,
      skipRequest: () => skipRequest(phase),
      location: Object.assign([...info.path, info.requestName], { current: info.requestName }),
    }),
    visualizer: Object.freeze({ set: () => undefined, clear: () => undefined }),
  };
  return Object.freeze(pm);
}

type Values = Record<string, unknown>;

/** The old functions for one scope, and the object of its values that they keep up to date. */
function oldVariables(scope: VariableScope) {
  const values: Values = scope.toObject();
  return {
    values,
    // As they always did: text, but 0 and what is nothing stay what they are.
    set: (name: string, given: unknown) => {
      const value = given || given === false ? String(given) : given;
      scope.set(name, value);
      values[name] = value;
    },
    get: (name: string) => scope.get(name),
    unset: (name: string) => {
      scope.unset(name);
      delete values[name];
    },
    clear: () => {
      scope.clear();
      for (const name of Object.keys(values)) delete values[name];
    },
  };
}

/** A form as the object of its fields, anything else as text. */
function dataOf({ body }: Request): Values | string {
  if (body?.mode === 'urlencoded' || body?.mode === 'formdata') return body[body.mode]?.toObject(true) ?? {};
  return body?.toString() ?? '';
}

/** Globals that Postman had before `pm`, and that old collections are full of. */
export function legacyGlobals({ input, scopes, request, response, cookies }: Realm): Record<string, unknown> {
  const environment = oldVariables(scopes.environment);
  const globals = oldVariables(scopes.globals);
  const postman = {
    setEnvironmentVariable: environment.set,
    getEnvironmentVariable: environment.get,
    clearEnvironmentVariable: environment.unset,
    clearEnvironmentVariables: environment.clear,
    setGlobalVariable: globals.set,
    getGlobalVariable: globals.get,
    clearGlobalVariable: globals.unset,
    clearGlobalVariables: globals.clear,
    setNextRequest,
    getResponseHeader: (name: string) => response?.headers.get(name),
    getResponseCookie: (name: string) => cookies.one(name),
  };
  return {
    postman,
    environment: environment.values,
    globals: globals.values,
    data: scopes.data.toObject(),
    iteration: input.info.iteration,
    request: {
      id: input.info.requestId,
      name: input.info.requestName,
      method: request.method,
      url: request.url.toString(),
      headers: request.getHeaders(),
      data: dataOf(request),
    },
    ...(response && {
      responseBody: input.response?.body ?? undefined,
      responseTime: response.responseTime,
      responseCode: response.details(),
      responseHeaders: response.headers.toObject(false, true, false),
      responseCookies: cookies.all(),
    }),
    _: oldLodash,
    CryptoJS,
    tv4,
    xml2Json: unsupported('xml2Json'),
    cheerio: { load: unsupported('cheerio') },
  };
}

function unsupported(name: string): () => never {
  return () => {
    throw new Error(`${name} is not part of this sandbox.`);
  };
}
