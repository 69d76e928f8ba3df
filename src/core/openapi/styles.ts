import { booleanAt, textAt } from './json.ts';
import { type ParameterLocation, type ParameterStyle, parameterStyle } from './operation.ts';

export interface WritingStyle {
  style: ParameterStyle;
  explode: boolean;
}

const defaults: Record<ParameterLocation, ParameterStyle> = {
  path: 'simple',
  query: 'form',
  querystring: 'form',
  header: 'simple',
  cookie: 'form',
};

const allowed: Record<ParameterLocation, readonly ParameterStyle[]> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  querystring: ['form'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
};

/** How a parameter is written, with the defaults of its place; a style that does not fit its place is not used. */
export function readStyle(parameter: unknown, where: ParameterLocation): WritingStyle {
  const wanted = parameterStyle.safeParse(textAt(parameter, 'style'));
  const style = wanted.success && allowed[where].includes(wanted.data) ? wanted.data : defaults[where];
  return { style, explode: booleanAt(parameter, 'explode') ?? (style === 'form' || style === 'cookie') };
}

const collectionStyles = new Map<string, WritingStyle>([
  ['ssv', { style: 'spaceDelimited', explode: false }],
  ['tsv', { style: 'tabDelimited', explode: false }],
  ['pipes', { style: 'pipeDelimited', explode: false }],
  ['multi', { style: 'form', explode: true }],
]);

/** Swagger 2.0's `collectionFormat` in the words of OpenAPI 3. `multi` is for query and form only. */
export function collectionStyle(parameter: unknown, where: ParameterLocation): WritingStyle {
  const format = textAt(parameter, 'collectionFormat') ?? 'csv';
  const style = collectionStyles.get(format);
  if (!style || (format === 'multi' && where !== 'query')) return { style: defaults[where], explode: false };
  return style;
}
