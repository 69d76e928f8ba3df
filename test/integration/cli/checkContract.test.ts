import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'junit2json';
import { expect, it } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { commandLine } from '#test/support/runCommand.ts';

const answer = { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } };
const operation = (operationId: string) => ({
  get: { operationId, responses: { 200: { description: 'One', content: { 'application/json': { schema: answer } } } } },
});

it('tells by its exit code whether a server keeps to the definition, and writes the report', async () => {
  const server = await loopbackServer((request, response) => {
    response.setHeader('content-type', 'application/json').end(request.url === '/good' ? '{"id":1}' : '{"id":"one"}');
  });
  const { run, json, data } = commandLine();
  const document = {
    openapi: '3.1.0',
    info: { title: 'Shelf', version: '1' },
    servers: [{ url: server.url }],
    paths: { '/good': operation('good'), '/bad': operation('bad') },
  };
  await run(['import', '-', '--name', 'shelf'], { input: JSON.stringify(document) });
  expect(await json(['check-contract', 'shelf', '--only', 'GET /good'])).toMatchObject({
    code: 0,
    answer: { counts: { broken: 0, noAnswer: 0 } },
  });
  expect(await json(['check-contract', 'shelf'])).toMatchObject({ code: 9, answer: { counts: { broken: 1 } } });
  const output = join(data, 'report.xml');
  expect((await run(['check-contract', 'shelf', '--reporter', 'junit', '--output', output])).code).toBe(9);
  expect(await parse(readFileSync(output, 'utf8'))).toMatchObject({ tests: 2, failures: 1, errors: 0 });
  const dead = await json(['check-contract', 'shelf', '--server', 'http://127.0.0.1:1']);
  expect(dead).toMatchObject({ code: 9, answer: { counts: { noAnswer: 2 } } });
  expect((await json(['check-contract', 'nothing'])).code).toBe(5);
  expect((await json(['check-contract', 'shelf', '--reporter', 'pdf'])).code).toBe(2);
}, 120_000);
