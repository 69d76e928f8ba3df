import type { HostAnswer, HostQuestion } from './wire.ts';

/** The one way out of the sandbox: a function of the worker that takes and gives text. */
type HostCall = (operation: string, text: string) => string;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

let call: HostCall = () => '';
let lastId = 0;
const waiting = new Map<number, Waiting>();
const { parse, stringify } = JSON;

export function connectHost(host: HostCall): void {
  call = host;
}

/** Asks the worker for something that it can say at once. */
export function askNow(operation: 'hash' | 'schema' | 'random' | 'timer' | 'now', payload: unknown): unknown {
  const answer: unknown = parse(call(operation, stringify(payload)));
  return answer;
}

/** Asks the main thread. The script goes on meanwhile and is not over before the answer is there. */
export function ask(question: HostQuestion): Promise<unknown> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    call('ask', stringify({ id, question }));
  });
}

export function answered(id: number, answer: HostAnswer): void {
  const asked = waiting.get(id);
  waiting.delete(id);
  if ('error' in answer) asked?.reject(new Error(answer.error));
  else asked?.resolve(answer.result);
}

export const questionsOpen = (): number => waiting.size;
