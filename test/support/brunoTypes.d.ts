/** What the tests use of `@usebruno/lang`, which ships no types. Its results are looked at as they are. */
declare module '@usebruno/lang' {
  const lang: {
    bruToJsonV2(text: string): Record<string, unknown>;
    jsonToBruV2(request: object): string;
    bruToEnvJsonV2(text: string): { variables?: { name: string; value: string; enabled: boolean; secret: boolean }[] };
    envJsonToBruV2(environment: object): string;
    collectionBruToJson(text: string): Record<string, unknown>;
    jsonToCollectionBru(collection: object): string;
  };
  export default lang;
}

/** What the tests use of `@usebruno/converters`. */
declare module '@usebruno/converters' {
  interface BrunoRow {
    name: string;
    value: string;
    enabled: boolean;
    type?: string;
  }
  export interface BrunoItem {
    type: string;
    name: string;
    items?: BrunoItem[];
    request?: {
      url: string;
      method: string;
      headers: BrunoRow[];
      params: BrunoRow[];
      body: Record<string, unknown> & { mode: string };
      auth: Record<string, unknown> & { mode: string };
    };
  }
  interface BrunoCollection {
    name: string;
    items: BrunoItem[];
    environments: { name: string; variables: BrunoRow[] }[];
  }
  const converters: {
    postmanToBruno(collection: object): Promise<{ collection: BrunoCollection }>;
    insomniaToBruno(document: object | string): BrunoCollection;
    openCollectionToBruno(document: object): BrunoCollection;
  };
  export default converters;
}
