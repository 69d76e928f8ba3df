import { afterAll, expect, test } from 'vitest';
import { failedTests, logLines, openScriptRig } from '#test/support/scriptRig.ts';

const rig = openScriptRig(undefined, 1);
afterAll(() => rig.close());

test('tests of Bruno read the response', async () => {
  const output = await rig.run(`
test('status', () => { expect(res.status).to.equal(200); expect(res.getStatus()).to.equal(200); });
test('body', () => { expect(res.body.user.name).to.equal('Ada'); expect(res.getBody().items).to.have.lengthOf(2); });
test('query', () => expect(res('items[1].id')).to.equal(2));
test('headers', () => { expect(res.getHeader('content-type')).to.equal('application/json'); expect(res.headers['content-type']).to.be.a('string'); });
test('time', () => expect(res.responseTime).to.equal(12));
test('assert', () => assert.strictEqual(1, 1));
test('fails', () => expect(res.status).to.equal(404));`);
  expect(failedTests(output)).toEqual(['fails: expected 200 to equal 404']);
  expect(output.tests).toHaveLength(7);
});

test('variables of Bruno have their scopes', async () => {
  const output = await rig.run(`
bru.setVar('v', 1); bru.setEnvVar('e', 2); bru.setGlobalEnvVar('g2', 3); bru.setCollectionVar('c2', 4); bru.deleteEnvVar('old');
console.log(bru.getVar('v'), bru.getEnvVar('base'), bru.getGlobalEnvVar('g'), bru.getCollectionVar('c'), bru.getEnvName(), bru.hasVar('x'));
console.log(bru.interpolate('{{base}}/{{v}}'), bru.getProcessEnv('HOME'));
await bru.sleep(1); bru.setNextRequest('Other');`);
  expect(logLines(output)).toEqual([
    '1 https://api.example.org global collection Test false',
    'https://api.example.org/1 undefined',
  ]);
  expect(output.variables).toMatchObject({
    local: { set: { v: 1 } },
    environment: { set: { e: 2 }, unset: ['old'] },
    globals: { set: { g2: 3 } },
    collection: { set: { c2: 4 } },
  });
  expect(output.nextRequest).toEqual({ name: 'Other' });
});

test('the request is changed by req, and skipped by the runner', async () => {
  const before = { phase: 'before' as const, response: null };
  const changed = await rig.run(
    `console.log(req.getMethod(), req.getUrl(), req.getBody().n, req.getHeader('content-type'));
req.setMethod('PATCH'); req.setUrl('https://b.example/y'); req.setHeader('X-A', '1'); req.setBody({ n: 2 });`,
    before,
  );
  expect(logLines(changed)).toEqual(['POST https://api.example.org/users?page=1 1 application/json']);
  expect(changed.request).toMatchObject({
    method: 'PATCH',
    url: 'https://b.example/y',
    headers: [{ name: 'Content-Type' }, { name: 'X-A', value: '1' }],
    body: { kind: 'text', text: '{"n":2}' },
  });
  const skipped = await rig.run('bru.runner.skipRequest(); bru.setVar("too", "far")', before);
  expect(skipped).toMatchObject({ skip: true, failure: null, variables: { local: { set: {} } } });
  expect((await rig.run('bru.runner.stopExecution()')).nextRequest).toEqual({ name: null });
});
