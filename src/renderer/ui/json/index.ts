export { JsonTree, type JsonTreeProps } from './JsonTree.tsx';
export { type JsonParsed, type JsonValue, jsonText, parseJson } from './jsonValue.ts';
export { type JsonTreeState, useJsonTree } from './useJsonTree.ts';
