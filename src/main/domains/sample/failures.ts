import type { ServerResponse } from 'node:http';
import { type Answer, bigQuery, type Call, check, problem, type Route, redirectQuery, slowQuery } from './route.ts';

/** Answers that go wrong in the ways a network and a busy server do. */
export const failureRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/failures/500',
    access: 'open',
    run: () => problem(500, 'Internal error', 'This always fails.'),
  },
  { method: 'GET', path: '/failures/slow', access: 'open', run: slow },
  { method: 'GET', path: '/failures/rate-limited', access: 'open', run: rateLimited },
  { method: 'GET', path: '/failures/redirect', access: 'open', run: redirect },
  {
    method: 'GET',
    path: '/failures/reset',
    access: 'open',
    run: () => (response) => void response.socket?.resetAndDestroy(),
  },
  { method: 'GET', path: '/failures/big', access: 'open', run: big },
  { method: 'GET', path: '/failures/malformed', access: 'open', run: () => malformed },
];

function rateLimited(): Answer {
  const headers = { 'retry-after': '30', 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '30' };
  return problem(429, 'Too many requests', 'Try again in 30 seconds.', { headers });
}

function slow({ query }: Call): Answer {
  const input = check(slowQuery, Object.fromEntries(query));
  if ('answer' in input) return input.answer;
  const { delay } = input.value;
  return (response) => {
    const timer = setTimeout(() => sendJson(response, { waited: delay }), delay);
    response.on('close', () => clearTimeout(timer));
  };
}

function redirect({ query }: Call): Answer {
  const input = check(redirectQuery, Object.fromEntries(query));
  if ('answer' in input) return input.answer;
  const { to, hops } = input.value;
  const again = `/failures/redirect?${new URLSearchParams({ to, hops: String(hops - 1) })}`;
  const location = hops > 1 ? again : to;
  return URL.canParse(location, 'http://127.0.0.1') && !/[\r\n]/.test(location)
    ? { status: 302, headers: { location } }
    : problem(422, 'Unprocessable', 'This is not a valid address.');
}

function big({ query }: Call): Answer {
  const input = check(bigQuery, Object.fromEntries(query));
  if ('answer' in input) return input.answer;
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(input.value.bytes) });
    pour(response, input.value.bytes);
  };
}

const bigRow = '{"title":"The Lighthouse Ledger","year":1998},\n';
const bigBlock = bigRow.repeat(1_500);

/** A JSON array of exactly `bytes` bytes, written as fast as the reader takes it. */
function pour(response: ServerResponse, bytes: number): void {
  const [head, tail] = ['[\n', '{}]'];
  let left = bytes - head.length - tail.length;
  if (left < 0) return void response.end(' '.repeat(bytes));
  response.write(head);
  const more = () => {
    while (left > 0) {
      const piece =
        left >= bigBlock.length ? bigBlock : bigRow.repeat(Math.floor(left / bigRow.length)) || ' '.repeat(left);
      left -= piece.length;
      if (!response.write(piece)) return;
    }
    response.off('drain', more).end(tail);
  };
  response.on('drain', more);
  more();
}

function malformed(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end('{"books": [{"title": "The Lighthouse Ledger", "year": }');
}

function sendJson(response: ServerResponse, json: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}

const numberParameter = (name: string, description: string, [minimum, maximum]: [number, number], initial: number) => ({
  name,
  in: 'query',
  description,
  schema: { type: 'integer', minimum, maximum, default: initial },
});

const failingOperation = (
  operationId: string,
  summary: string,
  responses: object,
  parameters: readonly object[] = [],
) => ({
  get: {
    operationId,
    summary,
    tags: ['Failures'],
    security: [],
    parameters,
    responses: {
      ...responses,
      ...(parameters.length > 0 && { '422': { description: 'The input does not fit.', content: problemContent } }),
    },
  },
});

const jsonContent = { 'application/json': { schema: {} } };
const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const redirectTarget = {
  name: 'to',
  in: 'query',
  description: 'Where it leads.',
  schema: { type: 'string', default: '/status' },
};

/** The failure endpoints, as the description shows them. */
export const failurePaths = {
  '/failures/500': failingOperation('failInside', 'Fail inside', {
    '500': { description: 'Always.', content: problemContent },
  }),
  '/failures/slow': failingOperation(
    'answerSlowly',
    'Answer slowly',
    { '200': { description: 'In the end.', content: jsonContent } },
    [numberParameter('delay', 'Milliseconds to wait.', [0, 60_000], 5_000)],
  ),
  '/failures/rate-limited': failingOperation('limitRate', 'Refuse for now', {
    '429': { description: 'Always, with Retry-After.', content: problemContent },
  }),
  '/failures/redirect': failingOperation(
    'redirect',
    'Lead elsewhere',
    { '302': { description: 'Look at Location.' } },
    [redirectTarget, numberParameter('hops', 'Redirects until it gets there.', [1, 50], 1)],
  ),
  '/failures/reset': failingOperation('resetConnection', 'Cut the connection', {
    default: { description: 'Never comes.' },
  }),
  '/failures/big': failingOperation(
    'answerBig',
    'Answer with a large body',
    { '200': { description: 'A long list.', content: jsonContent } },
    [numberParameter('bytes', 'Size of the body.', [0, 200_000_000], 5_000_000)],
  ),
  '/failures/malformed': failingOperation('answerMalformed', 'Answer with broken JSON', {
    '200': { description: 'Says JSON, and is not.', content: jsonContent },
  }),
};
