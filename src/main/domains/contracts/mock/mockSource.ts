import type { DefinitionReport, OperationDetail, OperationSummary } from '#contract/openapi.ts';
import { type MockRoute, RouteTable } from '#core/mock/routes.ts';
import { fillServer } from '#core/openapi/index.ts';

/** What a mock server answers from: the operations of a definition, and how one of them is read in full. */
export interface MockSource {
  readonly routes: RouteTable<MockRoute>;
  /** Path below which the operations lie at the first server; empty where they lie at its root. */
  readonly basePath: string;
  readonly schemes: DefinitionReport['securitySchemes'];
  readonly describe: (key: string) => Promise<OperationDetail>;
}

type Operations = readonly Pick<OperationSummary, 'key' | 'method' | 'path'>[];
type Served = Pick<DefinitionReport, 'servers' | 'operationServers' | 'securitySchemes'>;

/** A source of a definition's report and operations. What was described is kept for as long as the source is. */
export function mockSource(
  { servers, operationServers, securitySchemes }: Served,
  operations: Operations,
  describe: MockSource['describe'],
): MockSource {
  const bases = [...servers, ...operationServers].map((server) => pathOf(fillServer(server).url));
  const known = new Map<string, Promise<OperationDetail>>();
  const [basePath = ''] = bases;
  return {
    routes: new RouteTable(
      operations.map(({ key, method, path }) => ({ key, method, path })),
      bases,
    ),
    basePath,
    schemes: securitySchemes,
    describe: (key) => {
      const found = known.get(key) ?? describe(key);
      known.set(key, found);
      found.catch(() => known.delete(key));
      return found;
    },
  };
}

/** The path of a server's address, which may have no host, and may hold variables without a value. */
function pathOf(address: string): string {
  const path = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*([^?#]*)/i.exec(address)?.[1] ?? /^[^?#]*/.exec(address)?.[0] ?? '';
  const bare = path.replace(/\/+$/, '');
  return bare === '' || bare.startsWith('/') ? bare : `/${bare}`;
}
