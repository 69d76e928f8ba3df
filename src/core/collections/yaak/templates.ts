import type { Place } from '../notes.ts';

/** Functions whose meaning our dynamic values have as well. */
const knownCalls: readonly (readonly [RegExp, string])[] = [
  [/^uuid\.v4\(\s*\)$/, '{{$guid}}'],
  [/^timestamp\.unix\(\s*\)$/, '{{$timestamp}}'],
  [/^timestamp\.iso8601\(\s*\)$/, '{{$isoTimestamp}}'],
];

/** Yaak's templates in our words: `${[ name ]}` is `{{name}}`. What calls a function stays as it was, and is noted. */
export function fromTemplates(text: string, place: Place): string {
  if (!text.includes('${[')) return text;
  return text.replace(/\$\{\[\s*(.*?)\s*\]\}/gs, (whole, expression: string) => {
    if (/^[\w.$-]+$/.test(expression)) return `{{${expression}}}`;
    const known = knownCalls.find(([pattern]) => pattern.test(expression))?.[1];
    if (known !== undefined) return known;
    const name = /^[\w.-]{1,40}/.exec(expression)?.[0] ?? '';
    place.say(`The template function “${name}” was kept as text; it has to be replaced by hand.`);
    return whole;
  });
}
