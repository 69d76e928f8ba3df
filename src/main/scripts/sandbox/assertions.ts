import * as chai from 'chai';
import { askNow } from './host.ts';
import { Request } from './request.ts';
import { Response } from './response.ts';

/** Postman's additions to chai (what its `chai-postman` adds), with the same words. */

type Plugin = Parameters<typeof chai.use>[0];
type AssertionObject = Chai.AssertionStatic & { readonly _obj: unknown; assert(...parts: unknown[]): void };

const classes = { info: 1, success: 2, redirection: 3, clientError: 4, serverError: 5 };
const statuses: Record<string, [number, string]> = {
  accepted: [202, 'Accepted'],
  withoutContent: [204, 'No Content'],
  badRequest: [400, 'Bad Request'],
  unauthorised: [401, 'Unauthorised'],
  unauthorized: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  notFound: [404, 'Not Found'],
  notAcceptable: [406, 'Not Acceptable'],
  rateLimited: [429, 'Too Many Requests'],
};

const postmanChecks: Plugin = ({ Assertion, util }) => {
  const responseOf = (given: AssertionObject): Response => {
    if (given._obj instanceof Response) return given._obj;
    throw new chai.AssertionError(`expecting a postman response object but got ${util.inspect(given._obj)}`);
  };
  const property = (name: string, check: (given: AssertionObject) => void) =>
    Assertion.addProperty(name, function (this: AssertionObject) {
      check(this);
    });
  const method = (name: string, check: (given: AssertionObject, ...values: unknown[]) => void) =>
    Assertion.addMethod(name, function (this: AssertionObject, ...values: unknown[]) {
      check(this, ...values);
    });

  const statusClass = (given: AssertionObject, wanted: number) => {
    const { code } = responseOf(given);
    given.assert(
      Math.floor(code / 100) === wanted,
      'expected response code to be #{exp}XX but found #{act}',
      'expected response code to not be #{exp}XX',
      wanted,
      code,
    );
  };
  const statusCode = (given: AssertionObject, wanted: number) => {
    const { code } = responseOf(given);
    given.assert(
      code === wanted,
      'expected response to have status code #{exp} but got #{act}',
      'expected response to not have status code #{act}',
      wanted,
      code,
    );
  };
  const statusReason = (given: AssertionObject, wanted: unknown, actual = responseOf(given).reason()) =>
    given.assert(
      actual === wanted,
      'expected response to have status reason #{exp} but got #{act}',
      'expected response to not have status reason #{act}',
      wanted,
      actual,
    );
  const named = (given: AssertionObject, code: number, reason: string) => {
    statusReason(given, reason.toUpperCase(), responseOf(given).reason().toUpperCase());
    statusCode(given, code);
  };

  method('statusCodeClass', (given, wanted) => statusClass(given, Number(wanted)));
  for (const [name, wanted] of Object.entries(classes)) property(name, (given) => statusClass(given, wanted));
  for (const [name, [code, reason]] of Object.entries(statuses)) property(name, (given) => named(given, code, reason));
  property('error', (given) => {
    const { code } = responseOf(given);
    given.assert(
      code >= 400 && code < 600,
      'expected response code to be 4XX or 5XX but found #{act}',
      'expected response code to not be 4XX or 5XX',
      null,
      code,
    );
  });
  Assertion.overwriteProperty('ok', (original) => {
    return function (this: AssertionObject) {
      if (this._obj instanceof Response) named(this, 200, 'OK');
      else (original as (this: AssertionObject) => void).call(this);
    };
  });
  method('status', (given, wanted) =>
    typeof wanted === 'number' ? statusCode(given, wanted) : statusReason(given, wanted),
  );
  method('statusCode', (given, wanted) => statusCode(given, Number(wanted)));
  method('statusReason', (given, wanted) => statusReason(given, String(wanted)));
  property('postmanResponse', (given) =>
    given.assert(
      given._obj instanceof Response,
      'expecting a postman response object but got #{this}',
      'not expecting a postman response object',
    ),
  );
  property('postmanRequest', (given) =>
    given.assert(
      given._obj instanceof Request,
      'expecting a postman request object but got #{this}',
      'not expecting a postman request object',
    ),
  );
  property('postmanRequestOrResponse', (given) =>
    given.assert(
      given._obj instanceof Request || given._obj instanceof Response,
      'expecting a postman request or response object but got #{this}',
      'not expecting a postman request or response object',
    ),
  );
  addContentChecks(property, method, responseOf);
  for (const name of ['responseTime', 'responseSize'] as const) addMeasure(Assertion, name, responseOf);
};

type AddProperty = (name: string, check: (given: AssertionObject) => void) => void;
type AddMethod = (name: string, check: (given: AssertionObject, ...values: unknown[]) => void) => void;

function addContentChecks(property: AddProperty, method: AddMethod, responseOf: (given: AssertionObject) => Response) {
  method('header', (given, name, ...value) => {
    const holder = given._obj instanceof Request ? given._obj : responseOf(given);
    const what = holder instanceof Request ? 'request' : 'response';
    const found = holder.headers.one(String(name));
    const key = `header with key '${String(name)}'`;
    given.assert(found !== undefined, `expected ${what} to have ${key}`, `expected ${what} to not have ${key}`, true);
    if (value.length === 0) return;
    given.assert(
      found?.value === value[0],
      `expected '${String(name)}' ${what} header to be #{exp} but got #{act}`,
      `expected '${String(name)}' ${what} header to not be #{act}`,
      value[0],
      found?.value,
    );
  });
  const hasContent = (given: AssertionObject) =>
    given.assert(
      responseOf(given).text() !== '',
      'expected response to have content in body',
      'expected response to not have content in body',
    );
  property('withBody', hasContent);
  const isJson = (given: AssertionObject) => {
    const problem = jsonProblem(responseOf(given));
    given.assert(
      problem === null,
      `expected response body to be a valid json but got error ${problem}`,
      'expected response body not to be a valid json',
    );
  };
  property('json', isJson);
  method('body', (given, ...content) =>
    content.length === 0 ? hasContent(given) : sameBody(given, content[0], responseOf(given)),
  );
  method('jsonBody', (given, ...wanted) => {
    if (wanted.length === 0) return isJson(given);
    if (typeof wanted[0] === 'string') atPath(given, wanted[0], wanted.slice(1), jsonOrNothing(responseOf(given)));
  });
  method('jsonSchema', (given, schema) => {
    const value = given._obj instanceof Response ? given._obj.json() : given._obj;
    const problems = schemaProblems(schema, value);
    given.assert(
      problems.length === 0,
      `expected data to satisfy schema but found following errors: \n${problems.join(', ')}`,
      'expected data to not satisfy schema',
      true,
      problems.length === 0,
    );
  });
}

function sameBody(given: AssertionObject, content: unknown, response: Response): void {
  if (content instanceof RegExp) matchingBody(given, content, response.text());
  else if (typeof content === 'object' && content !== null)
    given.assert(
      chai.util.eql(jsonOrNothing(response), content),
      'expected response body json to equal #{exp} but got #{act}',
      'expected response body json to not equal #{exp} but got #{act}',
      content,
      jsonOrNothing(response),
    );
  else
    given.assert(
      response.text() === content,
      'expected response body to equal #{exp} but got #{act}',
      'expected response body to not equal #{exp}',
      content,
      response.text(),
    );
}

function matchingBody(given: AssertionObject, pattern: RegExp, text: string): void {
  given.assert(
    pattern.exec(text) !== null,
    'expected response body text to match #{exp} but got #{act}',
    'expected response body text #{act} to not match #{exp}',
    pattern,
    text,
  );
}

function atPath(given: AssertionObject, path: string, wanted: unknown[], json: unknown): void {
  const found = valueAt(json, path);
  given.assert(
    found !== null,
    'expected #{act} in response to contain property #{exp}',
    'expected #{act} in response to not contain property #{exp}',
    path,
    json,
  );
  if (wanted.length === 0) return;
  given.assert(
    chai.util.eql(found?.value, wanted[0]),
    `expected response body json at "${path}" to contain #{exp} but got #{act}`,
    `expected response body json at "${path}" to not contain #{exp} but got #{act}`,
    wanted[0],
    found?.value,
  );
}

/** By a path as lodash writes it: `items[0].name`. Null where nothing is there. */
export function valueAt(json: unknown, path: string): { value: unknown } | null {
  const steps = path.match(/[^.[\]'"]+/g) ?? [];
  let value = json;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    value = Reflect.get(value, step);
  }
  return { value };
}

function jsonOrNothing(response: Response): unknown {
  try {
    return response.json();
  } catch {
    return undefined;
  }
}

function jsonProblem(response: Response): string | null {
  try {
    response.json();
    return null;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** What of a value breaks a JSON Schema, in words; the worker checks it. */
export function schemaProblems(schema: unknown, value: unknown): string[] {
  const answer = askNow('schema', { schema, value: value ?? null }) as { problems: string[] };
  return answer.problems;
}

function addMeasure(
  Assertion: Chai.AssertionStatic,
  name: 'responseTime' | 'responseSize',
  responseOf: (given: AssertionObject) => Response,
): void {
  Assertion.addChainableMethod(
    name,
    function (this: AssertionObject, wanted: unknown) {
      this.assert(
        this._obj === wanted,
        `expected ${name} to equal #{exp} but got #{act}`,
        `expected ${name} to not equal #{exp}`,
        wanted,
        this._obj,
      );
    },
    function (this: AssertionObject & { _obj: unknown }) {
      const response = responseOf(this);
      Object.assign(this, { _obj: name === 'responseTime' ? response.responseTime : response.size().total });
    },
  );
}

export function addPostmanChecks(): void {
  chai.use(postmanChecks);
}
