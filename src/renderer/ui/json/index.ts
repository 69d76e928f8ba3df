export { JsonTree, type JsonTreeProps } from './JsonTree.tsx';
export { type JsonRow, jsonText } from './jsonRows.ts';
export { type JsonParsed, type JsonValue, parseJson } from './sentJson.ts';
export { type JsonTreeState, mostMatches, useJsonTree } from './useJsonTree.ts';
