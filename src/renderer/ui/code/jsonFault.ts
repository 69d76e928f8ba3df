import { jsonLanguage } from '@codemirror/lang-json';

/** Where a text stops being JSON; line and column count from 1. */
export interface JsonFault {
  line: number;
  column: number;
}

/** The first place at which the text is no JSON; null where it is JSON. Engines do not name the place of every error. */
export function jsonFault(text: string): JsonFault | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const before = text.slice(0, faultAt(text)).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}

function faultAt(text: string): number {
  let at: number | null = null;
  jsonLanguage.parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) at ??= node.from;
    },
  });
  return at ?? text.length;
}
