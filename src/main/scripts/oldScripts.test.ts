import { afterAll, expect, test } from 'vitest';
import { failedTests, logLines, openScriptRig } from '#test/support/scriptRig.ts';

/** What collections do that are older than `pm`, or that use what Postman's sandbox has besides it. */
const rig = openScriptRig();
afterAll(() => rig.close());

test('a request has assertions of its own, as a response has', async () => {
  const output = await rig.run(`
pm.test('request', () => {
  pm.request.to.have.header('content-type', 'application/json');
  pm.request.to.not.have.header('x-missing');
  pm.request.to.be.a.postmanRequest;
  pm.expect(pm.request).to.be.a.postmanRequestOrResponse;
  pm.response.to.be.a.postmanRequestOrResponse;
});
pm.test('neither', () => pm.expect({}).to.be.a.postmanRequestOrResponse);`);
  expect(failedTests(output)).toEqual(['neither: expecting a postman request or response object but got {}']);
});

test('tests follow each other in a chain', async () => {
  const output = await rig.run(`pm.test('a', () => {}).test('b', () => {}).test.skip('c').test('d');`);
  expect(output.failure).toBeNull();
  expect(output.tests.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
});

test('a text is searched by has, and nothing else of a text shows it', async () => {
  const output = await rig.run(`
tests.found = responseBody.has('Ada'); tests.pattern = responseBody.has(/items/); tests.missing = responseBody.has('Bob');
const names = []; for (const name in 'ab') names.push(name); console.log(names.join());`);
  expect(output.tests.map(({ passed }) => passed)).toEqual([true, true, false]);
  expect(logLines(output)).toEqual(['0,1']);
});

test('the old functions for variables make text of all but 0 and nothing, and the objects beside them change with them', async () => {
  const output = await rig.run(`
postman.setEnvironmentVariable('count', 0);
postman.setGlobalVariable('list', [1]); postman.setGlobalVariable('one', 1);
console.log(environment.count === 0, postman.getEnvironmentVariable('count') === 0, globals.list === '1' && globals.one === '1', environment.old);
postman.clearEnvironmentVariable('count'); postman.clearGlobalVariables();
console.log('count' in environment, Object.keys(globals).length);`);
  expect(logLines(output)).toEqual(['true true true x', 'false 0']);
});

test('what is null stays null', async () => {
  const output = await rig.run(`pm.environment.set('none', null); console.log(pm.environment.get('none') === null);`);
  expect(logLines(output)).toEqual(['true']);
  expect(output.variables.environment.set).toEqual({ none: null });
});

test('the members of a list are written as they stand in a message, and a key that is there twice has both values', async () => {
  const output = await rig.run(
    `
console.log(pm.response.headers.one('content-type').toString());
console.log(pm.cookies.one('session').toString());
pm.request.headers.add({ key: 'X-A', value: '1' }); pm.request.headers.add('X-A: 2');
pm.request.headers.add({ key: 'X-Off', value: '0', disabled: true });
console.log(pm.request.headers.toString());
console.log(pm.request.headers.toObject(true), pm.request.getHeaders());
console.log(pm.request.url.query.toObject(), pm.request.url.query.one('c').value, pm.request.url.getQueryString());
const members = []; for (const name in pm.request.headers.one('x-a')) members.push(name); console.log(members.join());`,
    {
      request: {
        method: 'GET',
        url: 'https://api.example.org/?a=1&b=&c&a=2',
        headers: [],
        body: { kind: 'none' },
      },
    },
  );
  expect(logLines(output)).toEqual([
    'Content-Type: application/json',
    'session=abc',
    'X-A: 1\r\nX-A: 2',
    '{"x-a":["1","2"]} {"X-A":["1","2"]}',
    '{"a":["1","2"],"b":"","c":null} null a=1&b=&c&a=2',
    'key,value',
  ]);
});

test('a dynamic value is filled in by a script as in a request, and a value of that name comes before it', async () => {
  const output = await rig.run(`pm.variables.set('$randomCity', 'Mine');
console.log(pm.variables.replaceIn('{{$randomEmail}} {{$RandomLoremSlug}} {{$nothing}} {{$randomCity}}'));`);
  expect(logLines(output)[0]).toMatch(/^[a-z]+\.[a-z]+@example\.com [a-z]+(-[a-z]+){2} \{\{\$nothing\}\} Mine$/);
});

test('the data of a form is an object without what is switched off', async () => {
  const output = await rig.run(
    'console.log(request.data); console.log(pm.request.body.toString(), pm.request.body.urlencoded.count());',
    {
      request: {
        method: 'POST',
        url: 'https://api.example.org/',
        headers: [],
        body: {
          kind: 'form',
          mediaType: 'application/x-www-form-urlencoded',
          fields: [
            { name: 'a', value: '1' },
            { name: 'a', value: '2' },
            { name: 'b', value: 'x' },
            { name: 'z', value: '0', enabled: false },
          ],
        },
      },
    },
  );
  expect(logLines(output)).toEqual(['{"a":["1","2"],"b":"x"}', 'a=1&a=2&b=x 4']);
});

test('a script knows where its request lies, and all variables of an environment', async () => {
  const output = await rig.run(`
console.log(pm.execution.location.join(' / '), pm.execution.location.current);
console.log(pm.environment.values.map(({ key, value }) => key + '=' + value), pm.environment.values.count());`);
  expect(logLines(output)).toEqual([
    'Shop / Users / List users List users',
    '["base=https://api.example.org","old=x"] 2',
  ]);
});

test('maps and sets are logged with what is in them', async () => {
  const output = await rig.run('console.log(new Map([["a", 1]]), new Set([2]))');
  expect(logLines(output)).toEqual(["Map{ 'a' => 1 } Set{ 2 }"]);
});

test('functions of lodash that have other names by now are there, and what is not there says so', async () => {
  const output = await rig.run(`
console.log(_.pluck([{ a: 1 }, { a: 2 }], 'a'), _.contains([1], 1), _.where([{ a: 1 }, { a: 2 }], { a: 2 }), _.any([0, 1]));
try { cheerio.load('<p>'); } catch (error) { console.log(error.message); }`);
  expect(logLines(output)).toEqual(['[1,2] true [{"a":2}] true', 'cheerio is not part of this sandbox.']);
});
