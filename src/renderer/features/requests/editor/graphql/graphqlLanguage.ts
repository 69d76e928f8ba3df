import type { Extension } from '@codemirror/state';
import { EditorView, hoverTooltip, ViewPlugin } from '@codemirror/view';
import { completion, graphqlLanguageSupport, stateExtensions, updateSchema } from 'cm6-graphql';
import { buildClientSchema, type GraphQLSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import {
  getDiagnostics,
  getHoverInformation,
  getOperationFacts,
  getVariablesJSONSchema,
  Position,
} from 'graphql-language-service';
import { z } from 'zod';
import { isObject, own } from '#core/json/value.ts';
import { type JsonSchema, jsonSchema } from '#core/jsonSchema/schema.ts';
import type { CodeProblem } from '#renderer/ui/code/index.ts';

/** Asks for all types, with what is deprecated; servers from before 2021 know no deprecated arguments, and are asked without them. */
export const introspectionQueries = [
  getIntrospectionQuery({ inputValueDeprecation: true }),
  getIntrospectionQuery(),
] as const;

const answered = z.looseObject({
  /** GraphQL's own reader judges what is in it. */
  data: z.custom<IntrospectionQuery>((data) => isObject(own(data, '__schema'))).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).nullish(),
});

/** The server understood an introspection query and refused it. */
export class IntrospectionRefused extends Error {}

/**
 * The schema of an answer to the introspection query. A server may run one that breaks rules of GraphQL: queries are checked by it all the
 * same. Throws an error whose message says what came instead, `IntrospectionRefused` where it is the server's own.
 */
export function readSchema(text: string): GraphQLSchema {
  const { data: answer } = answered.safeParse(parsed(text));
  const first = answer?.errors?.[0]?.message;
  const data = answer?.data;
  if (data != null) return buildClientSchema(data, { assumeValid: true });
  throw first === undefined
    ? new Error('The answer holds no schema.')
    : new IntrospectionRefused(`The server says: ${first}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The answer is no JSON, so it is no answer of GraphQL.');
  }
}

/** Highlighting, completion, and what is known of a name under the pointer. */
export function graphqlSupport(schema: GraphQLSchema | undefined): Extension {
  return [
    graphqlLanguageSupport(),
    completion,
    stateExtensions(schema),
    schemaFollower(schema),
    schema === undefined ? [] : hover(schema),
    EditorView.theme({ '.cm-graphql-hover': { padding: '4px 8px', maxWidth: '480px', whiteSpace: 'pre-wrap' } }),
  ];
}

/** What an editor holds of a schema outlives a change of its extensions, and must be told of another one. */
function schemaFollower(schema: GraphQLSchema | undefined): Extension {
  return ViewPlugin.define((view) => {
    let isGone = false;
    // A view takes no change while it is changed.
    queueMicrotask(() => {
      if (!isGone) updateSchema(view, schema);
    });
    return {
      destroy: () => {
        isGone = true;
      },
    };
  });
}

function hover(schema: GraphQLSchema): Extension {
  return hoverTooltip((view, at) => {
    const line = view.state.doc.lineAt(at);
    const word = view.state.wordAt(at);
    const place = new Position(line.number - 1, at - line.from + 1);
    const said = getHoverInformation(schema, view.state.doc.toString(), place);
    if (word === null || typeof said !== 'string' || said.trim() === '') return null;
    return {
      pos: word.from,
      end: word.to,
      create: () => {
        const dom = document.createElement('div');
        dom.className = 'cm-graphql-hover';
        dom.textContent = said.trim();
        return { dom };
      },
    };
  });
}

/** Faults of the syntax, and with a schema what does not fit it; fragments of the same text count. */
export function graphqlProblems(text: string, schema: GraphQLSchema | undefined): CodeProblem[] {
  if (text.trim() === '') return [];
  return getDiagnostics(text, schema).map(({ message, severity, range: { start } }) => ({
    message: typeof message === 'string' ? message : message.value,
    line: start.line + 1,
    column: start.character + 1,
    severity: severity === 1 ? ('error' as const) : ('warning' as const),
  }));
}

/** What the operations of a document are called; none where it cannot be read. One without a name must be alone. */
export function operationNames(text: string): string[] {
  const operations = getOperationFacts(undefined, text)?.operations ?? [];
  return operations.flatMap(({ name }) => (name === undefined ? [] : [name.value]));
}

/** What the variables of a document must look like, as JSON Schema. */
export function variablesSchema(text: string, schema: GraphQLSchema | undefined): JsonSchema | undefined {
  const variables = schema === undefined ? undefined : getOperationFacts(schema, text)?.variableToType;
  if (variables === undefined) return undefined;
  const { definitions, ...own } = getVariablesJSONSchema(variables);
  const moved = JSON.stringify({ ...own, $defs: definitions ?? {} }).replaceAll('"#/definitions/', '"#/$defs/');
  return jsonSchema.parse(JSON.parse(moved));
}
