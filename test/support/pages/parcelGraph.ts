import { buildSchema, graphql } from 'graphql';

const schema = buildSchema(`
  """ A thing on its way. """
  type Parcel { id: ID! state: State! weight(unit: String = "kg"): Float }
  enum State { SENT DELIVERED }
  input Filter { state: State! }
  type Query { parcels(filter: Filter, first: Int = 10): [Parcel!]! me: String }
`);

const parcels = [
  { id: '1', state: 'SENT', weight: 1.5 },
  { id: '2', state: 'DELIVERED', weight: 0.4 },
];

const rootValue = {
  me: () => 'Clerk',
  parcels: ({ filter, first }: { filter?: { state: string }; first: number }) =>
    parcels.filter(({ state }) => filter === undefined || state === filter.state).slice(0, first),
};

/** Answers a request of GraphQL over HTTP about parcels. */
export function answerGraphql(body: string): Promise<object> {
  const { query, variables, operationName } = JSON.parse(body);
  return graphql({ schema, rootValue, source: query, variableValues: variables, operationName });
}
