import type { DoctorStep } from '#contract/oauth.ts';
import { bareWords, errorIn, readFields } from './serverAnswer.ts';

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
}

type Refusal = Pick<DoctorStep, 'code' | 'error'>;

/**
 * Why a server refused: what its body says, else what stands around it: the challenge of RFC 6750 section 3, where a redirect points to,
 * or the title of a page. Both null where it did not refuse.
 */
export function readRefusal(answer: Answer): Refusal {
  const { status, headers, text } = answer;
  const said = errorIn(readFields(text), status);
  if (said === null && status < 300) return { code: null, error: null };
  const challenge = status === 401 ? challengeOf(headers) : { code: null, error: null };
  const bare = `HTTP_${status}`;
  const code = said === null || said.code === bare ? (challenge.code ?? bare) : said.code;
  const isBare = said === null || said.error === bareWords(status);
  const error = isBare ? (challenge.error ?? challenge.code ?? wordsAround(answer)) : said.error;
  return { code: maskTokens(code.slice(0, 200)), error: maskTokens(error.slice(0, 2_000)) };
}

function challengeOf(headers: Answer['headers']): Refusal {
  const challenge = headerOf(headers, 'www-authenticate') ?? '';
  const parameter = (name: string) => new RegExp(`\\b${name}="([^"]+)"`, 'i').exec(challenge)?.[1] ?? null;
  return { code: parameter('error'), error: parameter('error_description') };
}

function wordsAround({ status, headers, text }: Answer): string {
  const target = headerOf(headers, 'location')?.split(/[?#]/, 1)[0];
  if (status < 400) return bareWords(status, target ? ` and points to ${target}` : '');
  const title = /<title[^>]*>([^<]{1,120})/i.exec(text)?.[1]?.trim();
  return bareWords(status, title ? ` with a page titled “${title}”` : '');
}

const headerOf = (headers: Answer['headers'], wanted: string) =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1];

/** Masks what looks like a token in words that a server wrote: a JWT, or a long word of mixed letters and digits. */
export function maskTokens(words: string): string {
  return words
    .replace(/\beyJ[\w-]{8,}(\.[\w-]+)*/g, '•••')
    .replace(/[\w~+/=-]{24,}/g, (word) => (/\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word) ? '•••' : word));
}
