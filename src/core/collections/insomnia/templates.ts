import type { Place } from '../notes.ts';

/** Tags whose meaning our dynamic values have as well. */
const knownTags: readonly (readonly [RegExp, string])[] = [
  [/^uuid\b(?!.*v1)/, '{{$guid}}'],
  [/^(?:now|timestamp)\s+'(?:unix|u)'/, '{{$timestamp}}'],
  [/^timestamp\s*$/, '{{$timestamp}}'],
  [/^now(?:\s+'iso-8601'.*)?$/, '{{$isoTimestamp}}'],
];

/** Plain names, also of members (`_.user.id`) and in brackets (`_['user-id']`). */
const variable = /^(?:_\.)?([A-Za-z_$][\w$.-]*)$|^_\[\s*(?:'([^']+)'|"([^"]+)")\s*\]$/;

/** Insomnia's templates in our words: `{{ _.name }}` is `{{name}}`. What has no counterpart stays as it was, and is noted. */
export function fromTemplates(text: string, place: Place): string {
  if (!text.includes('{{') && !text.includes('{%')) return text;
  return text.replace(/\{\{\s*(.*?)\s*\}\}|\{%-?\s*(.*?)\s*-?%\}/gs, (whole, expression?: string, tag?: string) => {
    if (tag !== undefined) return fromTag(whole, tag, place);
    const [, plain, single, double] = variable.exec(expression ?? '') ?? [];
    const name = plain ?? single ?? double;
    if (name !== undefined) return `{{${name}}}`;
    place.say('An expression with filters or functions in {{ }} was kept as text; it has to be replaced by hand.');
    return whole;
  });
}

function fromTag(whole: string, tag: string, place: Place): string {
  const known = knownTags.find(([pattern]) => pattern.test(tag))?.[1];
  if (known !== undefined) return known;
  const name = /^[\w-]{1,40}/.exec(tag)?.[0] ?? '';
  place.say(`The template tag “${name}” was kept as text; it has to be replaced by hand.`);
  return whole;
}
