/** What the tests use of `postman-collection`, which ships no types that its package names. */
declare module 'postman-collection' {
  interface PropertyList {
    all(): { key?: string; value?: unknown; disabled?: boolean }[];
  }
  export interface Item {
    name: string;
    request: {
      method: string;
      url: {
        protocol?: string;
        port?: string;
        query: PropertyList;
        getHost(): string;
        getPath(options: { unresolved: boolean }): string;
      };
      headers: PropertyList;
      body?: { mode: string; raw?: string };
      auth?: { type: string };
    };
  }
  const sdk: {
    Collection: new (document: object) => { forEachItem(visit: (item: Item) => void): void };
  };
  export default sdk;
}

/** The JSON schemas of HTTP Archive 1.2, by name. */
declare module 'har-schema' {
  const schemas: Record<string, { $id: string }>;
  export default schemas;
}
