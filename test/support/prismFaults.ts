import { isObject, type JsonObject, objectAt } from '#core/json/value.ts';
import { operationsIn } from './roundTrip.ts';

/** Right requests that Prism 5.16 refuses, all for one reason. */
export interface PrismFault {
  readonly keys: readonly string[];
  readonly reason: string;
  /** The definition in other words, which mean the same for these requests, and under which Prism takes them. */
  readonly change: (document: JsonObject) => void;
}

const urlEncoded = 'application/x-www-form-urlencoded';

function formsIn(document: JsonObject): { content: JsonObject; properties: JsonObject; encoding: JsonObject }[] {
  return operationsIn(document).flatMap((operation) => {
    const contents = Object.values(objectAt(objectAt(operation, 'requestBody'), 'content') ?? {}).filter(isObject);
    return contents.map((content) => ({
      content,
      properties: objectAt(objectAt(content, 'schema'), 'properties') ?? {},
      encoding: objectAt(content, 'encoding') ?? {},
    }));
  });
}

/** `encoding` says of every list what is the default anyway (OpenAPI 3.0.4, section 4.8.15.1), and that a plus may stand in it. */
function withListEncodings(document: JsonObject): void {
  for (const { content, properties, encoding } of formsIn(document)) {
    const lists = Object.entries(properties).filter(([, schema]) => isObject(schema) && schema.type === 'array');
    const added = lists.map(([name]) => [name, { style: 'form', explode: true, allowReserved: true }] as const);
    Object.assign(content, { encoding: { ...Object.fromEntries(added), ...encoding } });
  }
}

/** Nothing is required within objects in the style deepObject, so that one that is absent is right also as an empty one. */
function withoutDeepRequirements(document: JsonObject): void {
  for (const { properties } of formsIn(document))
    for (const [name, schema] of Object.entries(properties)) Object.assign(properties, { [name]: opened(schema) });
  for (const operation of operationsIn(document)) {
    const parameters = Array.isArray(operation.parameters) ? operation.parameters.filter(isObject) : [];
    for (const parameter of parameters)
      if (parameter.style === 'deepObject') Object.assign(parameter, { schema: opened(parameter.schema) });
  }
}

function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (!isObject(value)) return value;
  const { required, items, ...rest } = value;
  const others = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, opened(each)]));
  return {
    ...others,
    ...(!Array.isArray(required) && required !== undefined && { required }),
    ...(items !== undefined && { items: {} }),
  };
}

/** By the name of the definition's file. */
export const prismFaults: Readonly<Record<string, readonly PrismFault[]>> = {
  'twilio-api.openapi30.json': [
    {
      keys: [
        'POST /2010-04-01/Accounts/{AccountSid}/Calls/{CallSid}/Recordings.json',
        'POST /2010-04-01/Accounts/{AccountSid}/ConnectApps/{Sid}.json',
        'POST /2010-04-01/Accounts/{AccountSid}/Messages.json',
      ],
      reason: `lists of ${urlEncoded} without an encoding are not read as lists`,
      change: withListEncodings,
    },
  ],
  'stripe.openapi30.yaml': [
    {
      keys: [
        'GET /v1/checkout/sessions',
        'GET /v1/invoices/upcoming',
        'GET /v1/invoices/upcoming/lines',
        'GET /v1/treasury/received_credits',
        'POST /v1/billing_portal/configurations',
        'POST /v1/billing_portal/sessions',
        'POST /v1/checkout/sessions',
        'POST /v1/customers/{customer}/funding_instructions',
        'POST /v1/files',
        'POST /v1/invoiceitems',
        'POST /v1/issuing/cardholders',
        'POST /v1/issuing/cards',
        'POST /v1/payment_intents',
        'POST /v1/payment_links',
        'POST /v1/plans',
        'POST /v1/prices',
        'POST /v1/products',
        'POST /v1/shipping_rates',
        'POST /v1/subscription_items',
        'POST /v1/subscriptions',
        'POST /v1/terminal/readers/{reader}/set_reader_display',
        'POST /v1/test_helpers/treasury/received_credits',
        'POST /v1/test_helpers/treasury/received_debits',
        'POST /v1/treasury/financial_accounts',
        'POST /v1/treasury/outbound_payments',
      ],
      reason:
        'an optional object in the style deepObject that is absent is judged as an empty one, and lists of objects as JSON',
      change: withoutDeepRequirements,
    },
  ],
};
