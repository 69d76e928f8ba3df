import { open } from 'node:fs/promises';
import type { RequestDraft } from '#contract/requests.ts';
import type { CheckedResponse } from '#core/assertions/checkedResponse.ts';
import { describeAssertion } from '#core/collections/assertionWords.ts';
import { lastName } from '#core/variables/earlierResponse.ts';
import type { OutboundResponse, StoredBody } from '#main/http/index.ts';
import type { WireResponse } from '#main/scripts/index.ts';
import { decoderOf, markOf } from './characters.ts';
import type { RequestsContext } from './context.ts';
import type { Outcome } from './record.ts';
import type { Scripting } from './scripting.ts';
import { isSecretValue, setValueOf } from './scriptValues.ts';

/** Longest body that checks and scripts look at, in bytes. */
const checkedBytes = 10_000_000;

const failed = { source: 'assertion', passed: false, skipped: false } as const;

/** Evaluates the captures and assertions of a request, then runs the scripts that come after it. */
export async function checkResponse(
  { scripts }: Pick<RequestsContext, 'scripts'>,
  outcome: Outcome,
  scripting: Scripting,
  draft: RequestDraft,
): Promise<void> {
  const assertions = draft.assertions.filter(({ enabled }) => enabled);
  const captures = draft.captures.filter(({ enabled }) => enabled);
  if (!('response' in outcome)) {
    const message = 'There was no response.';
    return scripting.add(assertions.map((each) => ({ ...failed, name: describeAssertion(each), message })));
  }
  if (assertions.length === 0 && captures.length === 0 && !scripting.comesAfter(draft)) return;
  const { response, schemaMatch } = outcome;
  const answered = { ...wireResponse(response), body: await bodyText(response) };
  const checked: CheckedResponse = { ...answered, schemaMatch };
  if (assertions.length > 0 || captures.length > 0) {
    const found = await scripts.check(assertions, captures, checked);
    captures.forEach((capture, at) => {
      const { variable } = capture;
      const result = found.captures[at];
      if (result === undefined) return;
      if ('value' in result)
        scripting.setVariable(
          'environment',
          variable,
          setValueOf(variable, result.value, comesSecret(capture, result.value)),
        );
      else scripting.add([{ ...failed, source: 'capture', name: `Capture ${variable}`, message: result.missing }]);
    });
    scripting.add(
      assertions.map((each, at) => {
        const { passed = false, message = '' } = found.assertions[at] ?? {};
        const name = describeAssertion(each);
        return { name, source: 'assertion', passed, skipped: false, message: passed ? null : message };
      }),
    );
  }
  await scripting.after(draft, answered);
}

/** A value that is called a secret where it is taken from. */
function comesSecret({ subject, expression }: RequestDraft['captures'][number], value: string): boolean {
  if (subject === 'header' || subject === 'cookie') return isSecretValue(expression, value, subject);
  return subject === 'jsonPath' && isSecretValue(lastName(expression), value);
}

/** A response as scripts see it, without its body. */
export function wireResponse(response: OutboundResponse): WireResponse {
  return {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers.map(([name, value]) => ({ name, value })),
    body: null,
    bytes: response.body.bytes,
    timeMs: response.timings.total,
  };
}

/** The body as text; null where it is longer than checks and scripts look at. */
export async function bodyText({ body, charset }: OutboundResponse): Promise<string | null> {
  if (body.bytes > checkedBytes) return null;
  const bytes = await bytesOf(body);
  return decoderOf(markOf(bytes) ?? charset ?? 'utf-8', true).decode(bytes);
}

async function bytesOf(body: StoredBody): Promise<Uint8Array> {
  if (body.kind === 'inline') return body.data;
  const file = await open(body.path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}
