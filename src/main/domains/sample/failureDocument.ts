const number = (name: string, description: string, maximum: number, initial: number) => ({
  ...{ name, in: 'query', description },
  schema: { type: 'integer', minimum: 0, maximum, default: initial },
});

const operation = (operationId: string, summary: string, responses: object, parameters: readonly object[] = []) => ({
  get: { operationId, summary, tags: ['Failures'], security: [], parameters, responses },
});

const json = { 'application/json': { schema: {} } };
const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const target = {
  name: 'to',
  in: 'query',
  description: 'Where it leads.',
  schema: { type: 'string', default: '/status' },
};

/** The failure endpoints, as the description shows them. */
export const failurePaths = {
  '/failures/500': operation('failInside', 'Fail inside', { '500': { description: 'Always.', content: problem } }),
  '/failures/slow': operation(
    'answerSlowly',
    'Answer slowly',
    { '200': { description: 'In the end.', content: json } },
    [number('delay', 'Milliseconds to wait.', 60_000, 5_000)],
  ),
  '/failures/rate-limited': operation('limitRate', 'Refuse for now', {
    '429': { description: 'Always, with Retry-After.', content: problem },
  }),
  '/failures/redirect': operation('redirect', 'Lead elsewhere', { '302': { description: 'Look at Location.' } }, [
    target,
    number('hops', 'Redirects until it gets there.', 50, 1),
  ]),
  '/failures/reset': operation('resetConnection', 'Cut the connection', { default: { description: 'Never comes.' } }),
  '/failures/big': operation(
    'answerBig',
    'Answer with a large body',
    { '200': { description: 'A long list.', content: json } },
    [number('bytes', 'Size of the body.', 200_000_000, 5_000_000)],
  ),
  '/failures/malformed': operation('answerMalformed', 'Answer with broken JSON', {
    '200': { description: 'Says JSON, and is not.', content: json },
  }),
};
