import { JsonFormatter } from './format.ts';
import { type JsonFault, jsonFault } from './places.ts';

const variable = /\{\{[^{}\n]{1,400}\}\}/g;

/** As `jsonFault`, for JSON in which `{{name}}` may stand for a value or a part of a text. */
export function jsonTemplateFault(text: string): JsonFault | null {
  return jsonFault(text.replace(variable, (each) => '0'.padEnd(each.length)));
}

/** JSON over lines, its variables as they are; null where it is no JSON. */
export function formatJsonTemplate(text: string): string | null {
  if (jsonTemplateFault(text) !== null) return null;
  const kept: string[] = [];
  // A character of private use is no sign of JSON, and no one writes it.
  const formatter = new JsonFormatter();
  formatter.push(text.replace(variable, (each) => `\uE000${kept.push(each) - 1}\uE001`));
  return formatter.text.replace(/\uE000(\d+)\uE001/g, (_all, index) => kept[Number(index)] ?? '');
}
