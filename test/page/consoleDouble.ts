import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/fetch';
import type { z } from 'zod';
import { type Contract, contract } from '#contract/index.ts';

/** A route as its contract types it: what main is given, and what it may answer. */
type Answer<Route> = Route extends { '~orpc': { inputSchema?: infer Input; outputSchema?: infer Output } }
  ? (
      input: NonNullable<Input> extends z.ZodType<infer Value> ? Value : undefined,
    ) => Given<NonNullable<Output>> | Promise<Given<NonNullable<Output>>>
  : never;
type Given<Output> = Output extends z.ZodType ? z.input<Output> : never;

/** What the console answers, by domain and route. A route that is asked and not here fails the test. */
export type Answers = { [D in keyof Contract]?: { [R in keyof Contract[D]]?: Answer<Contract[D][R]> } };

/** Thrown by an answer: the call never reaches main. */
export class Unreachable extends Error {}

/** A console that is not there: it takes calls as main does, checks input, answer and fault by the contract, and remembers what it was asked. */
export interface ConsoleDouble {
  /** What a route was asked with, in order. */
  asked(route: `${keyof Contract}.${string}`): unknown[];
  /** Changes some of what it answers. */
  answer(more: Answers): void;
}

interface Installed {
  answers: Record<string, Record<string, (input: unknown) => unknown>>;
  readonly calls: { route: string; input: unknown }[];
  readonly problems: string[];
}

let installed: Installed | undefined;

/** Answers the page's calls until `endConsole`. */
export function startConsole(answers: Answers): ConsoleDouble {
  const now: Installed = { answers: {}, calls: [], problems: installed?.problems ?? [] };
  installed = now;
  const answer = (more: Answers) => {
    for (const [domain, routes] of Object.entries(more))
      now.answers[domain] = { ...now.answers[domain], ...(routes as Installed['answers'][string]) };
  };
  answer(answers);
  return { asked: (route) => now.calls.filter((call) => call.route === route).map(({ input }) => input), answer };
}

/** Answers nothing any more. What was not as the contract says comes back, a line each. */
export function endConsole(): string[] {
  const problems = installed?.problems ?? [];
  installed = undefined;
  return problems;
}

interface Call {
  lost: boolean;
}

const router = Object.fromEntries(
  Object.entries(contract).map(([domain, routes]) => [
    domain,
    Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, answering(domain, name, route)])),
  ]),
);
const handler = new RPCHandler<Call>(router);

function answering(domain: string, name: string, route: unknown) {
  if (!isContractProcedure(route)) throw new Error(`${domain}.${name} is no route.`);
  return implement<AnyContractProcedure, Call>(route).handler(async ({ input, context }) => {
    const now = installed;
    const answer = now?.answers[domain]?.[name];
    now?.calls.push({ route: `${domain}.${name}`, input });
    const wrong = (text: string) => now?.problems.push(`${domain}.${name} ${text}`);
    if (answer === undefined) wrong('was asked and has no answer.');
    try {
      const given = await answer?.(input);
      checkAnswer(route, given, wrong);
      return given;
    } catch (error) {
      if (error instanceof Unreachable) context.lost = true;
      else if (!(error instanceof ORPCError)) wrong(`broke: ${String(error)}`);
      else if (!(error.code in route['~orpc'].errorMap)) wrong(`does not declare ${error.code}.`);
      throw error;
    }
  });
}

/** Lists repair rows that are not as the contract says; a test that gives such a row without meaning to is wrong as well. */
function checkAnswer(route: AnyContractProcedure, given: unknown, wrong: (text: string) => void): void {
  const schema = route['~orpc'].outputSchema as z.ZodType | undefined;
  const parsed = schema?.safeParse(given);
  if (parsed?.success === false) wrong(`was answered against the contract: ${parsed.error.message}`);
  else if (marks(parsed?.data) > marks(given))
    wrong(`was answered with a damaged row: ${JSON.stringify(parsed?.data)}`);
}

const marks = (value: unknown) => JSON.stringify(value)?.split('"unreadable":').length ?? 1;

const fetchOutside = globalThis.fetch;

globalThis.fetch = async (target, init) => {
  const request = new Request(target, init);
  if (!new URL(request.url).pathname.startsWith('/rpc/')) return fetchOutside(request);
  const call: Call = { lost: false };
  const { response } = await handler.handle(request, { prefix: '/rpc', context: call });
  if (call.lost) throw new TypeError('Failed to fetch');
  return response ?? new Response('', { status: 404 });
};
