import { buildSchema, introspectionFromSchema } from 'graphql';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RequestDraft } from '#contract/requests.ts';
import { Bench, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { GraphqlBody } from './GraphqlBody.tsx';

type Graphql = Extract<RequestDraft['body'], { kind: 'graphql' }>;

const schema = buildSchema(`
  """ An order of a customer. """
  type Order { id: ID! total(unit: String): Float old: String @deprecated(reason: "Use id.") }
  enum State { OPEN DONE }
  input Filter { state: State! }
  type Query { orders(filter: Filter!): [Order!]! }
`);
const introspection = JSON.stringify({ data: introspectionFromSchema(schema) });

/** Shows the body; `answer` is what the server says to the introspection query, `first` what it says to the first of them. */
async function showQuery(query: string, answer = introspection, first = answer) {
  const answers = [first];
  function Held() {
    const [body, setBody] = useState<Graphql>({ kind: 'graphql', query, variables: '', operationName: null });
    return (
      <Bench draft={{ url: `https://graph.test/${query.length}-${answer.length}`, body }}>
        <div style={{ height: 500, display: 'flex', flexDirection: 'column' }}>
          <GraphqlBody body={body} onChange={setBody} />
        </div>
        <output>{JSON.stringify(body)}</output>
      </Bench>
    );
  }
  const shown = await show(<Held />, {
    answers: {
      requests: {
        send: ({ draft }) => sentWith({ status: 200 }, { draft }),
        body: () => {
          const data = answers.pop() ?? answer;
          return { data, total: data.length, next: null };
        },
      },
    },
  });
  return { ...shown, body: () => JSON.parse(document.querySelector('output')?.textContent ?? '') as Graphql };
}

async function loadSchema() {
  await page.getByRole('button', { name: 'Load schema' }).click();
  await expect.element(page.getByText(/Checked against \d+ types/)).toBeVisible();
}

const query = () => page.getByRole('textbox', { name: 'Query' });

it('without a schema, only the syntax is judged', async () => {
  await showQuery('{ anything { at all }');
  await expect.element(page.getByText(/Line 1: Syntax Error/)).toBeVisible();
  await expectAccessible();
});

it('asks the server for its schema by POST, and judges by it, fragments included', async () => {
  const { console } = await showQuery(
    'query A($f: Filter!) { orders(filter: $f) { ...F old } }\nfragment F on Order { id nme }',
  );
  await loadSchema();
  expect(console.asked('requests.send')).toMatchObject([
    { draft: { method: 'POST', body: { kind: 'graphql', query: expect.stringContaining('__schema') } } },
  ]);
  await expect.element(page.getByText(/Line 2: Cannot query field "nme" on type "Order"/)).toBeVisible();
  await expect.element(query()).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible();
});

it('asks an old server, which knows no deprecated arguments, once more without them', async () => {
  const refusal = '{"errors":[{"message":"Unknown argument includeDeprecated on field args of type __Field."}]}';
  const { console } = await showQuery('{ nothing }', introspection, refusal);
  await loadSchema();
  const asked = (draft: object) => expect.objectContaining({ draft: expect.objectContaining(draft) });
  const query = (text: unknown) => asked({ body: expect.objectContaining({ query: text }) });
  expect(console.asked('requests.send')).toEqual([
    query(expect.stringContaining('args(includeDeprecated')),
    query(expect.not.stringContaining('args(includeDeprecated')),
  ]);
});

it('offers fields of the schema, and members of the variables', async () => {
  await showQuery('query A($f: Filter!) { orders(filter: $f) { id } }');
  await loadSchema();
  await query().click();
  await userEvent.keyboard('{End}{ArrowLeft}{ArrowLeft}{ArrowLeft} to');
  await expect.element(page.getByRole('option', { name: /total/ })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await page.getByRole('textbox', { name: 'Variables' }).click();
  await userEvent.keyboard('{{"f": {{"s');
  await expect.element(page.getByRole('option', { name: /state/ })).toBeVisible();
});

it('says what is known of a name under the pointer', async () => {
  await showQuery('{ orders(filter: {state: OPEN}) { id } }');
  await loadSchema();
  await page.getByText('orders', { exact: true }).hover();
  await expect.element(page.getByText('Query.orders: [Order!]!')).toBeVisible();
});

it('asks which of several operations runs', async () => {
  const { body } = await showQuery('query A { a }\nquery B { b }');
  await page.getByRole('combobox', { name: 'Operation' }).click();
  await page.getByRole('option', { name: 'B' }).click();
  expect(body().operationName).toBe('B');
  await expectAccessible();
});

it.each([
  ['{"errors":[{"message":"Introspection is off."}]}', /The server says: Introspection is off\./],
  ['<html>', /The answer is no JSON/],
  ['{"data":{}}', /could not be loaded\. The answer holds no schema/],
])('says why %s is no schema', async (answer, words) => {
  await showQuery('{ a }', answer);
  await page.getByRole('button', { name: 'Load schema' }).click();
  await expect.element(page.getByRole('alert')).toMatchTextContent(words);
});
