/** A name that scripts know, by its whole path, and what it is. */
type Name = readonly [path: string, words: string];

const scopeNames = (scope: string, words: string): Name[] => [
  [scope, words],
  [`${scope}.get(name)`, 'its value, or undefined'],
  [`${scope}.set(name, value)`, 'sets it'],
  [`${scope}.unset(name)`, 'takes it away'],
  [`${scope}.has(name)`, 'whether it is there'],
  [`${scope}.toObject()`, 'all of them'],
  [`${scope}.replaceIn(text)`, 'fills {{name}} in'],
];

const listNames = (list: string): Name[] => [
  [`${list}.get(name)`, 'its value'],
  [`${list}.has(name)`, 'whether it is there'],
  [`${list}.toObject()`, 'all of them'],
];

const before: Name[] = [
  ['pm.info', 'what runs: its name, id and iteration'],
  ['pm.info.requestName', 'name of the request'],
  ['pm.info.requestId', 'id of the request'],
  ['pm.info.iteration', 'number of the iteration, from 0'],
  ['pm.info.iterationCount', 'how many iterations there are'],
  ['pm.info.eventName', 'prerequest or test'],
  ...scopeNames('pm.variables', 'variables of this request, then of every scope'),
  ...scopeNames('pm.environment', 'variables of the environment'),
  ...scopeNames('pm.collectionVariables', 'variables of the collection'),
  ...scopeNames('pm.globals', 'variables that hold in every environment'),
  ['pm.iterationData', 'the row of the data file'],
  ['pm.iterationData.get(name)', 'a column of it'],
  ['pm.iterationData.toObject()', 'all of it'],
  ['pm.request', 'the request'],
  ['pm.request.method', 'its method'],
  ['pm.request.url', 'its address'],
  ['pm.request.body', 'its body'],
  ['pm.request.headers', 'its headers'],
  ...listNames('pm.request.headers'),
  ['pm.request.headers.add({ key, value })', 'adds a header'],
  ['pm.request.headers.upsert({ key, value })', 'sets a header'],
  ['pm.request.headers.remove(name)', 'takes a header away'],
  ['pm.request.addQueryParams(text)', 'adds to the query'],
  ['pm.sendRequest(request, callback)', 'sends another request, within limits'],
  ['pm.cookies', 'cookies of the response'],
  ...listNames('pm.cookies'),
  ['pm.test(name, check)', 'a test with a name'],
  ['pm.expect(value)', 'an expectation in the words of chai'],
  ['pm.execution', 'what runs next'],
  ['pm.execution.setNextRequest(name)', 'goes on with another request in a run'],
  ['pm.execution.skipRequest()', 'does not send this one'],
  ['pm.require(name)', 'one of the libraries that are there'],
];

const response: Name[] = [
  ['pm.response', 'the response'],
  ['pm.response.code', 'its status, a number'],
  ['pm.response.status', 'its status in words'],
  ['pm.response.responseTime', 'milliseconds it took'],
  ['pm.response.responseSize', 'bytes of its body'],
  ['pm.response.json()', 'its body as JSON'],
  ['pm.response.text()', 'its body as text'],
  ['pm.response.headers', 'its headers'],
  ...listNames('pm.response.headers'),
  ['pm.response.to', 'what is expected of it'],
  ['pm.response.to.have', 'what it has'],
  ['pm.response.to.have.status(200)', 'its status'],
  ['pm.response.to.have.header(name)', 'a header'],
  ['pm.response.to.have.body(text)', 'its body'],
  ['pm.response.to.have.jsonBody(path)', 'a value of its JSON'],
  ['pm.response.to.be', 'what it is'],
  ['pm.response.to.be.ok', 'status 2xx'],
  ['pm.response.to.be.json', 'JSON'],
  ['pm.response.to.be.error', 'status 4xx or 5xx'],
];

/** What a script can name before a request is sent, or after its response came. */
export const namesFor = (phase: 'before' | 'after'): readonly Name[] =>
  phase === 'before' ? before : [...before, ...response];
