/** For tests: a definition with this many operations. */
export function manyOperations(count: number): string {
  const responses = { 200: { description: 'ok' } };
  const paths = Array.from({ length: count }, (_, at) => [
    `/things/${at}`,
    { get: { summary: `Thing ${at}`, responses } },
  ]);
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Many', version: '1' }, paths: Object.fromEntries(paths) });
}
