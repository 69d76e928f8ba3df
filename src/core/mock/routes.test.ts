import { describe, expect, it } from 'vitest';
import { RouteTable } from './routes.ts';

const table = (paths: readonly string[], bases: readonly string[] = []) =>
  new RouteTable(
    paths.map((path) => ({ key: path, method: 'GET', path })),
    bases,
  );

function found(paths: readonly string[], target: string, bases: readonly string[] = []) {
  const route = table(paths, bases).find('GET', target);
  return route.kind === 'found' ? [route.route.path, Object.fromEntries(route.values)] : route.kind;
}

describe('the routes of a mock server', () => {
  // The examples of OpenAPI 3.1.1, section 4.8.8.1 "Path Templating Matching".
  it('take the concrete path before the template', () => {
    const paths = ['/pets/{petId}', '/pets/mine'];
    expect(found(paths, '/pets/mine')).toEqual(['/pets/mine', {}]);
    expect(found(paths, '/pets/7')).toEqual(['/pets/{petId}', { petId: '7' }]);
  });

  it.each([
    [['/{a}/{b}', '/{a}/fixed'], '/x/fixed', ['/{a}/fixed', { a: 'x' }]],
    [['/{name}', '/{name}.json'], '/a.b.json', ['/{name}.json', { name: 'a.b' }]],
    [['/{a}-{b}'], '/1-2-3', ['/{a}-{b}', { a: '1', b: '2-3' }]],
    [['/list', '/list?kind=short'], '/list?kind=short&page=2', ['/list?kind=short', {}]],
    [['/list', '/list?kind=short'], '/list?page=2', ['/list', {}]],
    [['/a%20b', '/{x}'], '/a b', ['/a%20b', {}]],
    [['/{x}'], '/a%2Fb', ['/{x}', { x: 'a%2Fb' }]],
    [['/{x}'], '/', 'unknown'],
    [['/a/{x}'], '/a/b/c', 'unknown'],
  ])('of %j choose for %s', (paths, target, expected) => {
    expect(found(paths, target)).toEqual(expected);
  });

  it('lie below the paths of the servers, and at the root as well', () => {
    const paths = ['/v1/things', '/things'];
    expect(found(paths, '/v1/things', ['/v1'])).toEqual(['/things', {}]);
    expect(found(paths, '/v1/v1/things', ['/v1'])).toEqual(['/v1/things', {}]);
    expect(found(paths, '/things', ['/v1/'])).toEqual(['/things', {}]);
    expect(found(['/things'], '/eu/v2/things', ['/{region}/v2'])).toEqual(['/things', {}]);
  });

  it('say which methods a path has', () => {
    const routes = new RouteTable(
      [
        { key: '', method: 'GET', path: '/{x}' },
        { key: '', method: 'PUT', path: '/a' },
      ],
      [],
    );
    expect(routes.find('POST', '/a')).toEqual({ kind: 'otherMethod', methods: ['PUT', 'GET'] });
  });

  it('match a step of many templates in no time', () => {
    const path = `/${'{a}b'.repeat(50)}`;
    const begun = performance.now();
    expect(found([path], `/${'ab'.repeat(5_000)}c`)).toBe('unknown');
    expect(performance.now() - begun).toBeLessThan(200);
  });
});
