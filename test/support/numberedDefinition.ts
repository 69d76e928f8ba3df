/** How many operations the definition of a number has; no two neighbours have the same. */
export const operationsOf = (number: number): number => 400 + (number % 7) * 50;

/** A definition whose version, operations and summaries all tell its number, so that a mixture of two shows. */
export function numberedDefinition(number: number): string {
  const responses = { 200: { description: 'Yes' } };
  const paths = Array.from({ length: operationsOf(number) }, (_, index) => [
    `/things/${index}`,
    { get: { operationId: `thing${index}`, summary: `number ${number}`, responses } },
  ]);
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Numbered', version: String(number) },
    paths: Object.fromEntries(paths),
  });
}
