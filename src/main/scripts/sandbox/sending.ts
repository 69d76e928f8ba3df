import { ask } from './host.ts';
import { PropertyList } from './propertyList.ts';
import { Request } from './request.ts';
import { cookieList, Response } from './response.ts';
import type { JarAction, WireCookie, WireResponse } from './wire.ts';

const mostRequests = 20;
let sent = 0;

type Callback = (error: Error | null, result?: unknown) => unknown;

/** `pm.sendRequest`: with a callback as Postman has it, and as a promise. */
export function sendRequest(given: unknown, callback?: Callback): Promise<Response> {
  const answer = send(given);
  if (typeof callback !== 'function') return answer;
  answer.then(
    (response) => callback(null, response),
    (error: Error) => callback(error),
  );
  return answer.catch(() => new Promise(() => undefined));
}

async function send(given: unknown): Promise<Response> {
  if (!given) throw new Error('sendrequest: nothing to request');
  sent += 1;
  if (sent > mostRequests) throw new RangeError(`A script can send ${mostRequests} requests.`);
  const response = (await ask({ kind: 'send', request: Request.from(given).toWire() })) as WireResponse;
  return new Response(response);
}

/** `pm.cookies.jar()`. Each function takes a callback as its last argument, and returns a promise. */
export function cookieJar() {
  const change = async (action: JarAction) => (await ask({ kind: 'jar', action })) as WireCookie[];
  const all = (url: unknown) => change({ action: 'getAll', url: String(url) });
  return {
    get: (url: unknown, name: unknown, callback?: Callback) =>
      settled(
        all(url).then((cookies) => cookies.find((cookie) => cookie.name === name)?.value ?? null),
        callback,
      ),
    getAll: (url: unknown, callback?: Callback) => settled(all(url).then(cookieList), callback),
    set: (url: unknown, nameOrCookie: unknown, ...rest: unknown[]) => {
      const callback = rest.at(-1);
      const cookie = (
        typeof nameOrCookie === 'string' ? { name: nameOrCookie, value: String(rest[0] ?? '') } : nameOrCookie
      ) as WireCookie;
      return settled(
        change({ action: 'set', url: String(url), cookie }).then(() => cookie),
        typeof callback === 'function' ? (callback as Callback) : undefined,
      );
    },
    unset: (url: unknown, name: unknown, callback?: Callback) =>
      settled(change({ action: 'unset', url: String(url), name: String(name) }), callback),
    clear: (url: unknown, callback?: Callback) => settled(change({ action: 'clear', url: String(url) }), callback),
  };
}

function settled<T>(answer: Promise<T>, callback: Callback | undefined): Promise<T> {
  if (callback === undefined) return answer;
  answer.then(
    (result) => callback(null, result),
    (error: Error) => callback(error),
  );
  return answer.catch(() => new Promise(() => undefined));
}

/** `pm.cookies`: a list with the jar behind it. */
export class Cookies extends PropertyList {
  constructor(cookies: readonly WireCookie[]) {
    super(cookieList(cookies).members, 'cookies');
  }

  jar(): ReturnType<typeof cookieJar> {
    return cookieJar();
  }
}
