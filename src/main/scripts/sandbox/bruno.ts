import { assert, expect } from 'chai';
import { valueAt } from './assertions.ts';
import { setNextRequest, skipRequest } from './execution.ts';
import type { Realm } from './realm.ts';
import { type Request, RequestBody } from './request.ts';
import type { Response } from './response.ts';
import { sendRequest } from './sending.ts';
import { test } from './tests.ts';
import { setTimeout } from './timers.ts';

/** The objects of Bruno's scripts: `bru`, `req`, `res`, and its global functions. */
export function brunoGlobals(realm: Realm): Record<string, unknown> {
  return {
    bru: bru(realm),
    req: request(realm.request, realm.input.info.requestName),
    ...(realm.response && { res: response(realm.response, realm.request) }),
    test,
    expect,
    assert,
  };
}

function bru({ input, scopes, variables }: Realm): object {
  const { environment, collection, globals, local } = scopes;
  return Object.freeze({
    getVar: (name: string) => local.get(name),
    setVar: (name: string, value: unknown) => local.set(name, value),
    hasVar: (name: string) => local.has(name),
    deleteVar: (name: string) => local.unset(name),
    deleteAllVars: () => local.clear(),
    getAllVars: () => local.toObject(),
    getEnvVar: (name: string) => environment.get(name),
    setEnvVar: (name: string, value: unknown) => environment.set(name, value),
    hasEnvVar: (name: string) => environment.has(name),
    deleteEnvVar: (name: string) => environment.unset(name),
    getAllEnvVars: () => environment.toObject(),
    getEnvName: () => input.info.environmentName ?? undefined,
    getGlobalEnvVar: (name: string) => globals.get(name),
    setGlobalEnvVar: (name: string, value: unknown) => globals.set(name, value),
    getCollectionVar: (name: string) => collection.get(name),
    setCollectionVar: (name: string, value: unknown) => collection.set(name, value),
    hasCollectionVar: (name: string) => collection.has(name),
    getFolderVar: (name: string) => variables.get(name),
    getRequestVar: (name: string) => variables.get(name),
    /** The environment of the process is no business of a script. */
    getProcessEnv: () => undefined,
    interpolate: (template: unknown) => variables.replaceIn(template),
    setNextRequest,
    sendRequest: (given: unknown) => sendRequest(brunoRequest(given)),
    sleep: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
    runner: Object.freeze({
      setNextRequest,
      skipRequest: () => skipRequest(input.phase),
      stopExecution: () => setNextRequest(null),
    }),
  });
}

/** Bruno's way to write a request is that of axios. */
function brunoRequest(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  const { data, ...rest } = given as Record<string, unknown>;
  return { ...rest, ...(data !== undefined && { body: textOf(data) }) };
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

function request(of: Request, name: string): object {
  const isJson = () => /json/i.test(String(of.headers.get('content-type') ?? ''));
  const getBody = () => (isJson() ? parsed(of.body?.toString() ?? '') : of.body?.toString());
  const setBody = (body: unknown) => {
    if (of.body === undefined || typeof body === 'string') of.body = new RequestBody(textOf(body));
    else of.body.update(textOf(body));
  };
  return Object.freeze({
    get url() {
      return of.url.toString();
    },
    get method() {
      return of.method;
    },
    get headers() {
      return of.headers.toObject(true, true);
    },
    get body() {
      return getBody();
    },
    name,
    getName: () => name,
    getUrl: () => of.url.toString(),
    setUrl: (url: unknown) => of.url.update(url),
    getHost: () => of.url.getHost(),
    getPath: () => of.url.getPath(),
    getQueryString: () => of.url.getQueryString(),
    getMethod: () => of.method,
    setMethod: (method: unknown) => {
      of.method = String(method);
    },
    getHeader: (header: string) => of.headers.get(header),
    setHeader: (header: string, value: unknown) => of.headers.upsert({ key: header, value }),
    deleteHeader: (header: string) => of.headers.remove(header),
    getHeaders: () => of.headers.toObject(true, true),
    setHeaders: (headers: unknown) => {
      of.headers = headers;
    },
    getBody,
    setBody,
  });
}

function response(of: Response, sent: Request): unknown {
  const headers = of.headers.toObject();
  let read: { body: unknown } | undefined;
  /** Only when it is asked for: most scripts do not. */
  const getBody = () => {
    read ??= { body: parsed(of.text()) };
    return read.body;
  };
  /** `res("items[0].name")` reads from the body. */
  const query = (path: string) => valueAt(getBody(), path)?.value;
  Object.defineProperty(query, 'body', { get: getBody });
  return Object.assign(query, {
    status: of.code,
    statusText: of.status,
    headers,
    responseTime: of.responseTime,
    url: sent.url.toString(),
    getStatus: () => of.code,
    getStatusText: () => of.status,
    getHeader: (name: string) => of.headers.get(name),
    getHeaders: () => headers,
    getBody,
    getResponseTime: () => of.responseTime,
    getUrl: () => sent.url.toString(),
    getSize: () => of.size(),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
