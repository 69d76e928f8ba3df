import { z } from 'zod';
import type { DoctorStep } from '#contract/oauth.ts';

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  /** The object that the text is in JSON, or null. */
  readonly document: Readonly<Record<string, unknown>> | null;
}

type Refusal = Pick<DoctorStep, 'code' | 'error'>;

/**
 * Why a server refused: its code and its words, whatever form it gives them (RFC 6749 section 5.2, also with status 200 or form-encoded;
 * the challenge of RFC 6750 section 3; and bodies that providers made up). Both null where it did not refuse.
 */
export function readRefusal({ status, headers, text, document }: Answer): Refusal {
  const body = document ?? formOf(headers, text);
  const said = body === null ? nothingSaid : saidBy(body);
  const challenge = status === 401 ? challengeOf(headers) : nothingSaid;
  const refused = status >= 300 || (body !== null && isRefusal(body, said));
  if (!refused) return { code: null, error: null };
  const code = said.code ?? challenge.code ?? `HTTP_${status}`;
  const words = said.words ?? challenge.words ?? said.code ?? challenge.code ?? wordsOf(status, headers, text);
  return { code: maskTokens(code.slice(0, 200)), error: maskTokens(words.slice(0, 2_000)) };
}

interface Said {
  readonly code: string | null;
  readonly words: string | null;
}

type Body = Readonly<Record<string, unknown>>;

const nothingSaid: Said = { code: null, words: null };
const someText = z.string().trim().min(1);
const someObject = z.record(z.string(), z.unknown());

/** With a good status only what cannot be anything else counts as a refusal. */
function isRefusal(body: Body, { code }: Said): boolean {
  if (someText.safeParse(body.access_token ?? body.device_code).success) return false;
  if (body.ok === false) return true;
  return code !== null && ['error', 'errorCode', 'error_code', 'Error'].some((name) => hasValue(body[name]));
}

const hasValue = (value: unknown) => someText.safeParse(value).success || someObject.safeParse(value).success;

/** In the order in which they tell most. */
const codeNames = ['error', 'Error', 'errorCode', 'error_code', 'code', 'type', 'status', 'category'];
const wordNames = [
  ...['error_description', 'errorDescription', 'ErrorDescription', 'errorSummary', 'error_message', 'errorMessage'],
  ...['error_msg', 'message', 'detail', 'details', 'description', 'title', 'msg', 'reason'],
];

function saidBy(body: Body): Said {
  const inner = someObject.safeParse(body.error ?? firstOf(body.errors)).data;
  const within = inner === undefined ? nothingSaid : saidBy(inner);
  const code = within.code ?? firstText(body, codeNames);
  const words = firstText(body, wordNames) ?? within.words ?? firstText({ errors: firstOf(body.errors) }, ['errors']);
  const both = /^([a-z_]+): (.+)/s.exec(code ?? '');
  if (both !== null) return { code: both[1] ?? null, words: words ?? both[2] ?? null };
  const isWords = code !== null && /\s/.test(code);
  return isWords ? { code: null, words: words === null ? code : `${code}: ${words}` } : { code, words };
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

function firstText(body: Body, names: readonly string[]): string | null {
  for (const name of names) {
    const found = someText.safeParse(body[name]);
    if (found.success) return found.data;
  }
  return null;
}

function formOf(headers: Answer['headers'], text: string): Body | null {
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const isForm = /form-urlencoded/i.test(type) || /^error=[\w%+.-]+(&|$)/.test(text);
  return isForm ? Object.fromEntries(new URLSearchParams(text)) : null;
}

function challengeOf(headers: Answer['headers']): Said {
  const challenge = headers.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1] ?? '';
  const parameter = (name: string) => new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(challenge)?.[1] ?? null;
  return { code: parameter('error'), words: parameter('error_description') };
}

function wordsOf(status: number, headers: Answer['headers'], text: string): string {
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const target = location === undefined ? null : location.split(/[?#]/, 1)[0];
  if (status < 400) return `The server answered ${status}${target ? ` and points to ${target}` : ''}.`;
  const title = /<title[^>]*>([^<]{1,120})/i.exec(text)?.[1]?.trim();
  return `The server answered ${status}${title ? ` with a page titled “${title}”` : ''}.`;
}

/** Masks what looks like a token in words that a server wrote: a JWT, or a long word of mixed letters and digits. */
export function maskTokens(words: string): string {
  return words
    .replace(/\beyJ[\w-]{8,}(\.[\w-]+)*/g, '•••')
    .replace(/[\w~+/=-]{24,}/g, (word) => (/\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word) ? '•••' : word));
}
