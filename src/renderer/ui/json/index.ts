export { JsonTree, type JsonTreeProps } from './JsonTree.tsx';
export { type JsonParsed, type JsonValue, jsonText, parseJson } from './jsonRows.ts';
export { type JsonTreeState, useJsonTree } from './useJsonTree.ts';
