import type { TestResults } from '#contract/testResults.ts';
import { mask } from '#core/http/secretJudge.ts';
import { createRedactor, secretForms } from '#main/http/index.ts';

/** What checks and scripts came to, without secrets: whole ones, and the beginning of one where a text was cut. */
export function redactResults(results: TestResults, secrets: readonly string[]): TestResults {
  const redactor = createRedactor(secrets);
  const forms = [...new Set(secrets.flatMap((secret) => [secret, quoted(secret)]).flatMap(secretForms))];
  const text = (value: string) => maskCut(redactor.text(value), forms, cutLengths.has(value.length));
  return {
    ...results,
    results: results.results.map((each) => ({
      ...each,
      name: text(each.name),
      message: each.message === null ? null : text(each.message),
    })),
    logs: results.logs.map((each) => ({ ...each, text: text(each.text) })),
    faults: results.faults.map((each) => ({ ...each, message: text(each.message) })),
  };
}

/** As chai writes a text between its quotes. */
const quoted = (secret: string): string =>
  JSON.stringify(secret).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");

/** Fewer characters of a secret say nothing of it. */
const fewest = 4;
/** Texts of scripts are cut at these lengths, without a sign. */
const cutLengths = new Set([1_000, 10_000]);

/** Masks the beginning of a secret before an ellipsis, which is where chai cuts values, and at the end of a text that was cut. */
function maskCut(text: string, forms: readonly string[], isCut: boolean): string {
  const ends = [...text.matchAll(/…/g)].map(({ index }) => index);
  if (isCut) ends.push(text.length);
  let masked = text;
  for (const end of ends.reverse()) {
    const length = Math.max(0, ...forms.map((form) => shown(masked, end, form)));
    if (length > 0) masked = masked.slice(0, end - length) + mask + masked.slice(end);
  }
  return masked;
}

/** Characters before `end` that are the beginning of a form. */
function shown(text: string, end: number, form: string): number {
  for (let length = Math.min(form.length - 1, end); length >= fewest; length -= 1)
    if (text.startsWith(form.slice(0, length), end - length)) return length;
  return 0;
}
