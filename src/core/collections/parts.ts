import type {
  PortableCollection,
  PortableEnvironment,
  PortableField,
  PortableFolder,
  PortableParameter,
  PortableRequest,
  PortableScripts,
  PortableSettings,
  PortableVariable,
} from './portable.ts';

export const noSettings: PortableSettings = {
  followRedirects: null,
  maxRedirects: null,
  timeoutSeconds: null,
  httpVersion: null,
  useCookies: null,
};

export const noScripts: PortableScripts = { before: '', after: '' };

const emptyGroup = {
  description: '',
  variables: [],
  auth: { kind: 'inherit' },
  headers: [],
  settings: noSettings,
  scripts: noScripts,
  items: [],
} as const;

/** A collection with what is known of it; the rest is empty. */
export function collectionOf(known: Partial<PortableCollection> & { readonly name: string }): PortableCollection {
  return { ...emptyGroup, environments: [], ...known };
}

export function folderOf(known: Partial<PortableFolder> & { readonly name: string }): PortableFolder {
  return { ...emptyGroup, ...known, kind: 'folder' };
}

export function requestOf(known: Partial<PortableRequest> & { readonly name: string }): PortableRequest {
  return {
    description: '',
    method: 'GET',
    url: '',
    parameters: [],
    body: { kind: 'none' },
    auth: { kind: 'inherit' },
    variables: [],
    settings: noSettings,
    scripts: noScripts,
    assertions: [],
    captures: [],
    examples: [],
    ...known,
    kind: 'request',
  };
}

export function environmentOf(known: Partial<PortableEnvironment> & { readonly name: string }): PortableEnvironment {
  return { variables: [], isGlobal: false, color: null, ...known };
}

export function fieldOf(name: string, value: string, more: Partial<PortableField> = {}): PortableField {
  return { name, value, enabled: true, description: '', ...more };
}

export function parameterOf(
  place: PortableParameter['in'],
  name: string,
  value: string,
  more: Partial<PortableField> = {},
): PortableParameter {
  return { ...fieldOf(name, value, more), in: place };
}

export function variableOf(name: string, value: string, more: Partial<PortableVariable> = {}): PortableVariable {
  return { name, value, enabled: true, secret: false, ...more };
}

/** A colour as `#rrggbb`; null for what is none. */
export function colorOf(written: string | undefined): string | null {
  const [, long, short] = /^#(?:([0-9a-f]{6})(?:[0-9a-f]{2})?|([0-9a-f]{3}))$/i.exec(written ?? '') ?? [];
  if (long !== undefined) return `#${long.toLowerCase()}`;
  return short === undefined ? null : `#${[...short.toLowerCase()].map((digit) => digit + digit).join('')}`;
}

/** Scripts that run one after the other. */
export function joinedScripts(...scripts: readonly (string | undefined)[]): string {
  return scripts.filter((script) => script !== undefined && script.trim() !== '').join('\n\n');
}

/** `Folder`, `Folder 2`, `Folder 3` for things of one name that need different ones. */
export function distinctNames(): (name: string) => string {
  const used = new Set<string>();
  return (name) => {
    let distinct = name;
    for (let count = 2; used.has(distinct.toLowerCase()); count += 1) distinct = `${name} ${count}`;
    used.add(distinct.toLowerCase());
    return distinct;
  };
}
