/** What crosses between the sandbox and its worker: JSON text of these shapes, and nothing else. */

export interface WireHeader {
  readonly name: string;
  readonly value: string;
  readonly enabled?: boolean | undefined;
}

export interface WireField extends WireHeader {
  /** Path of a file part. */
  readonly file?: string | undefined;
}

export type WireBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly mediaType: string; readonly text: string }
  | { readonly kind: 'form'; readonly mediaType: string; readonly fields: readonly WireField[] }
  | { readonly kind: 'file'; readonly mediaType: string; readonly path: string }
  | {
      readonly kind: 'graphql';
      readonly query: string;
      readonly variables: string;
      readonly operationName: string | null;
    };

export interface WireRequest {
  readonly method: string;
  /** With its query, as it is written or as it is sent. */
  readonly url: string;
  readonly headers: readonly WireHeader[];
  readonly body: WireBody;
}

export interface WireResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly WireHeader[];
  /** Null where the body is withheld from scripts; `withheld` says why. */
  readonly body: string | null;
  readonly withheld?: string | undefined;
  /** Bytes of the body after decompression. */
  readonly bytes: number;
  readonly timeMs: number;
}

export interface WireCookie {
  readonly name: string;
  readonly value: string;
  readonly domain?: string | undefined;
  readonly path?: string | undefined;
  readonly expires?: string | undefined;
  readonly secure?: boolean | undefined;
  readonly httpOnly?: boolean | undefined;
}

export type Scope = 'environment' | 'collection' | 'globals' | 'local' | 'data';

export interface ScriptInfo {
  readonly requestName: string;
  /** Names of the collection and folders it lies in, from the outermost. */
  readonly path: readonly string[];
  readonly requestId: string;
  readonly environmentName: string | null;
  /** Counts from 0. */
  readonly iteration: number;
  readonly iterationCount: number;
}

export interface ScriptInput {
  readonly phase: 'before' | 'after';
  readonly request: WireRequest;
  readonly response: WireResponse | null;
  readonly variables: Readonly<Record<Scope, Readonly<Record<string, unknown>>>>;
  /** Those that are kept for the address. */
  readonly cookies: readonly WireCookie[];
  readonly info: ScriptInfo;
  /** Where `Math.random` starts: every realm is a copy of one that was made before. */
  readonly seed: readonly number[];
}

export interface ScriptTest {
  readonly name: string;
  readonly passed: boolean;
  readonly skipped: boolean;
  readonly error: { readonly name: string; readonly message: string } | null;
}

export interface ScriptLog {
  readonly level: 'log' | 'info' | 'warn' | 'error' | 'debug';
  readonly text: string;
}

/** `set` and `unset` are apart: a name is in one of them. */
export interface VariableChanges {
  readonly set: Readonly<Record<string, unknown>>;
  readonly unset: readonly string[];
}

export interface ScriptFailure {
  readonly kind: 'error' | 'time' | 'memory';
  readonly message: string;
  /** In the script, from 1; null where none can be said. */
  readonly line: number | null;
}

export interface ScriptOutput {
  readonly tests: readonly ScriptTest[];
  readonly logs: readonly ScriptLog[];
  /** Lines that were not kept, because there were too many. */
  readonly droppedLogs: number;
  readonly variables: Readonly<Record<Scope, VariableChanges>>;
  /** The request as the script left it; null where it is as it was. */
  readonly request: WireRequest | null;
  /** Null where the script said nothing; `name` is null where the run ends here. */
  readonly nextRequest: { readonly name: string | null } | null;
  readonly skip: boolean;
  readonly failure: ScriptFailure | null;
}

/** What the sandbox asks of the main thread; answered with JSON of `HostAnswer`. */
export type HostQuestion =
  | { readonly kind: 'send'; readonly request: WireRequest }
  | { readonly kind: 'jar'; readonly action: JarAction };

export type JarAction =
  | { readonly action: 'getAll'; readonly url: string }
  | { readonly action: 'set'; readonly url: string; readonly cookie: WireCookie }
  | { readonly action: 'unset'; readonly url: string; readonly name: string }
  | { readonly action: 'clear'; readonly url: string };

export type HostAnswer = { readonly result: unknown } | { readonly error: string };
