import { fitsSchema } from '../jsonSchema/fits.ts';
import { readSegment } from '../mock/values.ts';
import type { OperationDetail } from '../openapi/definition.ts';
import { declaredContent, declaredResponse, hasBody } from '../openapi/responses.ts';

/** What came back, with what comparing its body with the schema gave. */
export interface JudgedAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Without parameters, in lower case; empty where none was said. */
  readonly contentType: string;
  readonly bodyBytes: number;
  readonly schemaMatch: {
    readonly state: 'matches' | 'differs' | 'undeclared' | 'unchecked';
    readonly message: string;
    readonly errors: readonly { readonly pointer: string; readonly message: string }[];
  };
}

/** One way in which an answer breaks its definition. */
export interface AnswerFinding {
  readonly kind: 'undeclaredStatus' | 'undeclaredType' | 'schema' | 'missingHeader' | 'header' | 'serverError';
  readonly message: string;
  readonly pointer: string;
}

const mostFindings = 50;

/** How an answer breaks what its operation declares; empty where it keeps it. A status of 500 or above is one in any case. */
export function judgeAnswer(detail: OperationDetail, answer: JudgedAnswer): AnswerFinding[] {
  const { status, contentType } = answer;
  const declared = declaredResponse(detail.responses, status);
  const failed: AnswerFinding[] = status >= 500 ? [whole('serverError', `The server answered ${status}.`)] : [];
  if (declared === undefined) {
    const statuses = detail.responses.map((each) => each.status).join(', ') || 'none';
    return [...failed, whole('undeclaredStatus', `${status} is not declared; declared is ${statuses}.`)];
  }
  const isEmpty = answer.bodyBytes === 0 && (declared.contents.length === 0 || !hasBody(detail.method, status));
  const content = declaredContent(declared.contents, contentType);
  const types = declared.contents.map(({ mediaType }) => mediaType).join(', ') || 'no body';
  const mistyped =
    isEmpty || content !== undefined
      ? []
      : [
          whole(
            'undeclaredType',
            `${contentType || 'No media type'} is not declared for ${declared.status}; declared is ${types}.`,
          ),
        ];
  return [...failed, ...mistyped, ...bodyFindings(answer), ...headerFindings(detail, declared, answer)].slice(
    0,
    mostFindings,
  );
}

const whole = (kind: AnswerFinding['kind'], message: string): AnswerFinding => ({ kind, message, pointer: '' });

function bodyFindings({ schemaMatch }: JudgedAnswer): AnswerFinding[] {
  if (schemaMatch.state !== 'differs') return [];
  if (schemaMatch.errors.length === 0) return [whole('schema', schemaMatch.message)];
  return schemaMatch.errors.map(({ pointer, message }) => ({ kind: 'schema', pointer, message }));
}

function headerFindings(
  { definitions }: OperationDetail,
  { headers: declared }: OperationDetail['responses'][number],
  { headers }: JudgedAnswer,
): AnswerFinding[] {
  return declared.flatMap(({ name, required, schema }): AnswerFinding[] => {
    // A response header of this name is ignored (OpenAPI 3.1.1, Response Object).
    if (name.toLowerCase() === 'content-type') return [];
    const values = headers.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
    const [first] = values;
    if (first === undefined)
      return required ? [whole('missingHeader', `The header ${name} is required and missing.`)] : [];
    if (schema === undefined) return [];
    const written = { name, style: 'simple' as const, explode: false, schema };
    const value = readSegment(written, values.join(','), (part) => part.trim(), definitions);
    return fitsSchema(value, schema, definitions)
      ? []
      : [whole('header', `The header ${name} is not what its schema says.`)];
  });
}
