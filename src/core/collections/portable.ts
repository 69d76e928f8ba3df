import type { Assertion, Capture } from './assertions.ts';

/**
 * A collection of requests as it travels between tools. Every format is read into it and written from it, so that none knows another.
 * Values keep their `{{name}}` variables as they stand. Nothing here is trusted: what is taken over goes through the contract's schemas.
 */
export interface PortableCollection extends PortableGroup {
  readonly environments: readonly PortableEnvironment[];
}

/** What a collection and a folder have in common. */
export interface PortableGroup {
  readonly name: string;
  /** Markdown, as it was written. */
  readonly description: string;
  readonly variables: readonly PortableVariable[];
  readonly auth: PortableAuth;
  /** Headers that every request below sends as well. */
  readonly headers: readonly PortableField[];
  readonly settings: PortableSettings;
  readonly scripts: PortableScripts;
  readonly items: readonly (PortableFolder | PortableRequest)[];
}

export interface PortableFolder extends PortableGroup {
  readonly kind: 'folder';
}

export interface PortableRequest {
  readonly kind: 'request';
  readonly name: string;
  readonly description: string;
  /** As written; usually in capitals. */
  readonly method: string;
  /** Without its query; path parameters stand in it as `{name}`. */
  readonly url: string;
  readonly parameters: readonly PortableParameter[];
  readonly body: PortableBody;
  readonly auth: PortableAuth;
  readonly variables: readonly PortableVariable[];
  readonly settings: PortableSettings;
  readonly scripts: PortableScripts;
  readonly assertions: readonly Assertion[];
  readonly captures: readonly Capture[];
  readonly examples: readonly PortableExample[];
}

export interface PortableField {
  readonly name: string;
  readonly value: string;
  readonly enabled: boolean;
  readonly description: string;
}

export interface PortableParameter extends PortableField {
  readonly in: 'path' | 'query' | 'header' | 'cookie';
}

export interface PortableFormField extends PortableField {
  /** A file part: its path as the other tool knew it. Its content does not travel. */
  readonly file?: { readonly path: string };
  /** Content type of the part, where one is set. */
  readonly mediaType?: string;
}

export type PortableBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly mediaType: string; readonly text: string }
  | { readonly kind: 'form'; readonly mediaType: string; readonly fields: readonly PortableFormField[] }
  | { readonly kind: 'file'; readonly mediaType: string; readonly path: string }
  | {
      readonly kind: 'graphql';
      readonly query: string;
      /** JSON text; empty without variables. */
      readonly variables: string;
      readonly operationName: string | null;
    };

/** `inherit` takes that of the folder or collection above. */
export type PortableAuth =
  | { readonly kind: 'inherit' }
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'digest'; readonly username: string; readonly password: string }
  /** `prefix` is what stands before the token; `Bearer` unless something else is said. */
  | { readonly kind: 'bearer'; readonly token: string; readonly prefix: string }
  | {
      readonly kind: 'apiKey';
      readonly in: 'header' | 'query' | 'cookie';
      readonly name: string;
      readonly value: string;
    }
  | {
      readonly kind: 'awsSigV4';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string;
      readonly region: string;
      readonly service: string;
    };

export interface PortableVariable {
  readonly name: string;
  readonly value: string;
  readonly enabled: boolean;
  /** The other tool marked it as a secret. */
  readonly secret: boolean;
}

export interface PortableEnvironment {
  readonly name: string;
  readonly variables: readonly PortableVariable[];
  /** It holds in every environment (Postman's globals, Insomnia's base environment). */
  readonly isGlobal: boolean;
  /** `#rrggbb`, where the other tool gives it one. */
  readonly color: string | null;
}

/** Null leaves it to what stands above. */
export interface PortableSettings {
  readonly followRedirects: boolean | null;
  readonly maxRedirects: number | null;
  /** Seconds the request may take in all. */
  readonly timeoutSeconds: number | null;
  readonly httpVersion: '1.1' | '2' | null;
  /** Whether cookies of the jar are sent and kept. */
  readonly useCookies: boolean | null;
}

/** JavaScript that runs before a request is sent and after its response came; empty where there is none. */
export interface PortableScripts {
  readonly before: string;
  readonly after: string;
}

export interface PortableExample {
  readonly name: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly PortableField[];
  readonly body: string;
}

/** Something that could not be taken over or written, and where: said item by item, never passed over. */
export interface PortableNote {
  /** Names from the collection down to the item. */
  readonly path: readonly string[];
  /** One sentence that says what was left out and what became of the rest. */
  readonly message: string;
}

/** What one file, folder or account export holds. */
export interface PortableContent {
  readonly collections: readonly PortableCollection[];
  /** Those that belong to no collection. */
  readonly environments: readonly PortableEnvironment[];
  readonly notes: readonly PortableNote[];
}
