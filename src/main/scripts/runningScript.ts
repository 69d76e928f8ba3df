import { JSException, type JSValueHandle, type QuickJS } from 'quickjs-wasi';
import { z } from 'zod';
import { hostCalls } from './hostCalls.ts';
import { scriptLimits } from './limits.ts';
import type { RealmFactory, ScriptRealm } from './realmFactory.ts';
import type { ScriptFailure } from './sandbox/wire.ts';
import type { SandboxFunction } from './sandboxImage.ts';
import { failures } from './scriptFailures.ts';

export interface ScriptJob {
  readonly source: string;
  /** JSON of `ScriptInput`, the response's body left out. */
  readonly input: string;
  readonly body: string;
}

export interface ScriptJobResult {
  /** JSON of `ScriptOutput`; null where the realm could not say any more what it had. */
  readonly output: string | null;
  /** What ended the script from outside. */
  readonly failure: ScriptFailure | null;
}

/** Asks the main thread: JSON for JSON. */
type Ask = (question: string) => Promise<string>;

const timer = z.object({ id: z.int(), ms: z.number() });
const asked = z.object({ id: z.int(), question: z.unknown() });

/** One script in a realm of its own, from its first line until nothing can happen any more. */
export class RunningScript {
  readonly #realms: RealmFactory;
  readonly #realm: Promise<ScriptRealm>;
  readonly #clock: ScriptClock;
  readonly #timeMs: number;
  /** What the world has for the script, in the order in which it came. */
  readonly #events: (() => void)[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #rejections = new Map<number, JSValueHandle>();
  #ask: Ask = () => Promise.reject(new Error('Nobody can be asked.'));
  #wake: () => void = () => undefined;
  #questions = 0;
  #current: ScriptRealm | undefined;
  #left = 0;

  /** Its realm is made at once, so that a script that is prepared ahead does not wait for it. */
  constructor(realms: RealmFactory, timeMs: number) {
    this.#realms = realms;
    this.#timeMs = timeMs;
    this.#clock = new ScriptClock(timeMs);
    this.#realm = realms.create({
      hostCall: (operation, text) => this.#hostCall(operation, text),
      isLate: () => this.#clock.isLate(),
      onRejection: (promise, reason, isHandled) => this.#rejected(promise, reason, isHandled),
    });
  }

  /** Bytes of its realm's memory that are left to be collected, once it has run. */
  get memory(): number {
    return this.#left;
  }

  async run(job: ScriptJob, ask: Ask): Promise<ScriptJobResult> {
    this.#ask = ask;
    const realm = await this.#realm;
    this.#current = realm;
    const failure = await this.#perform(realm, job).then(
      // A promise that was stopped need not say so: it may be one that nobody waits for.
      () => (this.#clock.isLate() ? failures.tookTooLong(this.#timeMs) : null),
      (error: unknown) => this.#failureOf(error),
    );
    this.#clock.stop();
    for (const each of this.#timers) clearTimeout(each);
    const result = this.#resultOf(realm, failure);
    this.#current = undefined;
    // One that was stopped may have been stopped anywhere.
    if (result.failure === null && this.#realms.giveBack(realm)) return result;
    this.#left = realm.memory();
    return result;
  }

  #resultOf(realm: ScriptRealm, failure: ScriptFailure | null): ScriptJobResult {
    try {
      // After a script that was stopped, too: what it tested before counts.
      const output = call(realm, 'end').toString();
      if (output.length <= scriptLimits.output) return { output, failure };
      return { output: null, failure: failures.tooMuchOutput };
    } catch (error) {
      const { kind, ...ended } = this.#failureOf(error);
      return { output: null, failure: failure ?? (kind === 'error' ? failures.noOutput : { kind, ...ended }) };
    }
  }

  async #perform(realm: ScriptRealm, { source, input, body }: ScriptJob): Promise<void> {
    const { vm } = realm;
    this.#clock.start();
    call(realm, 'begin', vm.newString(input), vm.newString(body));
    // On the script's first line, so that lines are those of the script.
    call(realm, 'run', vm.evalCode(`(async () => {${source}\n})`, 'script.js'));
    vm.executePendingJobs();
    while (call(realm, 'isWaiting').toBoolean()) {
      await this.#nextEvent();
      for (const event of this.#events.splice(0)) {
        event();
        vm.executePendingJobs();
      }
    }
    for (const reason of this.#rejections.values()) call(realm, 'fail', reason);
  }

  /** Waits for a timer or an answer; the clock stands still while the main thread is asked. */
  async #nextEvent(): Promise<void> {
    if (this.#events.length > 0) return;
    if (this.#questions > 0) this.#clock.stop();
    const late = this.#questions > 0 ? undefined : setTimeout(() => this.#wake(), Math.max(0, this.#clock.left()));
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    clearTimeout(late);
    this.#clock.start();
    if (this.#events.length === 0) throw new LateError();
  }

  #push(event: () => void): void {
    this.#events.push(event);
    this.#wake();
  }

  #hostCall(operation: string, text: string): string {
    const payload: unknown = JSON.parse(text);
    if (operation === 'timer') this.#startTimer(timer.parse(payload));
    else if (operation === 'ask') void this.#question(asked.parse(payload));
    else if (Object.hasOwn(hostCalls, operation)) return JSON.stringify(hostCalls[operation]?.(payload));
    else throw new Error(`There is no ${operation}.`);
    return 'null';
  }

  #startTimer({ id, ms }: z.infer<typeof timer>): void {
    const started = setTimeout(
      () => {
        this.#timers.delete(started);
        this.#push(() => this.#later('timerDue', (vm) => [vm.newNumber(id)]));
      },
      Math.min(ms, this.#timeMs * 2),
    );
    this.#timers.add(started);
  }

  async #question({ id, question }: z.infer<typeof asked>): Promise<void> {
    this.#questions += 1;
    const answer = await this.#ask(JSON.stringify(question)).catch((error: unknown) =>
      JSON.stringify({ error: error instanceof Error ? error.message : String(error) }),
    );
    this.#questions -= 1;
    this.#push(() => this.#later('answer', (vm) => [vm.newNumber(id), vm.newString(answer)]));
  }

  #later(name: SandboxFunction, values: (vm: QuickJS) => JSValueHandle[]): void {
    if (this.#current) call(this.#current, name, ...values(this.#current.vm));
  }

  #rejected(promise: number, reason: JSValueHandle, isHandled: boolean): void {
    if (isHandled) this.#rejections.delete(promise);
    else this.#rejections.set(promise, reason.dup());
  }

  #failureOf(error: unknown): ScriptFailure {
    if (error instanceof LateError) return failures.tookTooLong(this.#timeMs);
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return failures.tookTooMuchMemory;
    if (!(error instanceof JSException)) return failures.noOutput;
    const { name, message, stack = '' } = error;
    if (name === 'InternalError' && message === 'interrupted') return failures.tookTooLong(this.#timeMs);
    if (name === 'InternalError' && message === 'out of memory') return failures.tookTooMuchMemory;
    const line = /script\.js:(\d+)/.exec(stack)?.[1];
    return { kind: 'error', message: `${name}: ${message}`, line: line === undefined ? null : Number(line) };
  }
}

function call({ vm, functions }: ScriptRealm, name: SandboxFunction, ...values: JSValueHandle[]): JSValueHandle {
  return vm.callFunction(functions[name], vm.undefined, ...values);
}

class LateError extends Error {}

/** The time that a script has used. */
class ScriptClock {
  readonly #limit: number;
  #used = 0;
  #since: number | null = null;

  constructor(limit: number) {
    this.#limit = limit;
  }

  start(): void {
    this.#since ??= performance.now();
  }

  stop(): void {
    this.#used = this.#limit - this.left();
    this.#since = null;
  }

  left(): number {
    return this.#limit - this.#used - (this.#since === null ? 0 : performance.now() - this.#since);
  }

  isLate(): boolean {
    return this.#since !== null && this.left() < 0;
  }
}
