/**
 * What every big provider takes: OpenAI and Anthropic allow names of 64 letters, digits, `_` and `-`, Gemini wants a letter or `_` first;
 * OpenAI takes 128 tools and 1,024 characters of description.
 */
export const limits = { tools: 128, nameLength: 64, descriptionLength: 1_024 } as const;

/** Text cut to so many UTF-16 units at most, at a whole character, with an ellipsis where it was. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const short = text.slice(0, length - 1);
  return `${/[\uD800-\uDBFF]$/.test(short) ? short.slice(0, -1) : short}…`;
}
