import * as chai from 'chai';
import { setNextRequest, skipRequest } from './execution.ts';
import { CryptoJS } from './hashing.ts';
import { lodash, requireModule, tv4 } from './modules.ts';
import type { Realm } from './realm.ts';
import { sendRequest } from './sending.ts';
import { skip, startedTests, test } from './tests.ts';

const { expect } = chai;

/** `pm`, with what collections use most of Postman's sandbox. */
export function postmanApi({ input, scopes, variables, request, response, cookies }: Realm): object {
  const { phase, info } = input;
  return Object.freeze({
    info: Object.freeze({
      eventName: phase === 'before' ? 'prerequest' : 'test',
      iteration: info.iteration,
      iterationCount: info.iterationCount,
      requestName: info.requestName,
      requestId: info.requestId,
    }),
    test: Object.assign(
      (name: unknown, check?: unknown) => {
        test(name, check);
        return undefined;
      },
      { skip, index: startedTests },
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
      location: Object.assign([info.requestName], { current: info.requestName }),
    }),
    visualizer: Object.freeze({ set: () => undefined, clear: () => undefined }),
  });
}

/** Globals that Postman had before `pm`, and that old collections are full of. */
export function legacyGlobals({ input, scopes, request, response, cookies }: Realm): Record<string, unknown> {
  const text = (value: unknown) => (value === undefined || value === null ? value : String(value));
  const postman = {
    setEnvironmentVariable: (name: string, value: unknown) => scopes.environment.set(name, text(value)),
    getEnvironmentVariable: (name: string) => scopes.environment.get(name),
    clearEnvironmentVariable: (name: string) => scopes.environment.unset(name),
    clearEnvironmentVariables: () => scopes.environment.clear(),
    setGlobalVariable: (name: string, value: unknown) => scopes.globals.set(name, text(value)),
    getGlobalVariable: (name: string) => scopes.globals.get(name),
    clearGlobalVariable: (name: string) => scopes.globals.unset(name),
    clearGlobalVariables: () => scopes.globals.clear(),
    setNextRequest,
    getResponseHeader: (name: string) => response?.headers.get(name),
    getResponseCookie: (name: string) => cookies.one(name),
  };
  return {
    postman,
    environment: scopes.environment.toObject(),
    globals: scopes.globals.toObject(),
    data: scopes.data.toObject(),
    iteration: input.info.iteration,
    request: {
      id: input.info.requestId,
      name: input.info.requestName,
      method: request.method,
      url: request.url.toString(),
      headers: request.getHeaders(),
      data: request.body?.toString() ?? '',
    },
    ...(response && {
      responseBody: input.response?.body ?? undefined,
      responseTime: response.responseTime,
      responseCode: response.details(),
      responseHeaders: response.headers.toObject(false, true),
      responseCookies: cookies.all(),
    }),
    _: lodash,
    CryptoJS,
    tv4,
    xml2Json: unsupported('xml2Json'),
    cheerio: unsupported('cheerio'),
  };
}

function unsupported(name: string): () => never {
  return () => {
    throw new Error(`${name} is not part of this sandbox.`);
  };
}
