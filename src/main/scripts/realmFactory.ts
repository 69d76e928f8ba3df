import { readFileSync } from 'node:fs';
import { type JSValueHandle, QuickJS } from 'quickjs-wasi';
import { withMemoryLimit } from './boundedEngine.ts';
import { scriptLimits } from './limits.ts';
import { forFunctions, type SandboxFunction, type SandboxImage } from './sandboxImage.ts';

/** Kept back of the memory for the engine's own tables and stack, so that a script runs out of its part first. */
const engineReserve = 4 * 1_048_576;

/** Bytes of stack for scripts: little enough that the engine notices recursion before the thread's own stack ends. */
const maxStackSize = 256 * 1024;

/** A realm of one script. */
export interface ScriptRealm {
  /** Bytes that the engine's memory has grown to. */
  memory(): number;
  readonly vm: QuickJS;
  readonly functions: Readonly<Record<SandboxFunction, JSValueHandle>>;
}

export interface RealmHooks {
  /** What the sandbox asks of the worker, see `sandbox/host.ts`. */
  hostCall(operation: string, text: string): string;
  isLate(): boolean;
  onRejection(promise: number, reason: JSValueHandle, isHandled: boolean): void;
}

/** Makes realms that know nothing of each other: each begins with the memory of one in which the sandbox was evaluated. */
export interface RealmFactory {
  create(hooks: RealmHooks): Promise<ScriptRealm>;
  /**
   * Takes back the realm of a script that came to its end. All that an instance of the engine changes is its memory, and that is written
   * anew before the next script; false where it has grown, and is left to be collected.
   */
  giveBack(realm: ScriptRealm): boolean;
}

/** An instance of the engine, and its memory as it was before any script. */
interface Instance {
  readonly realm: ScriptRealm;
  readonly memory: WebAssembly.Memory;
  readonly image: Uint8Array;
  hooks: RealmHooks;
}

export async function createRealmFactory(sandbox: SandboxImage, enginePath: URL): Promise<RealmFactory> {
  const engine = await WebAssembly.compile(withMemoryLimit(readFileSync(enginePath), scriptLimits.memory));
  const used = new WeakMap<ScriptRealm, Instance>();
  let spare: Instance | null = null;
  return {
    create: async (hooks) => {
      const instance = spare ?? (await instantiate(engine, sandbox, hooks));
      spare = null;
      instance.hooks = hooks;
      new Uint8Array(instance.memory.buffer).set(instance.image);
      used.set(instance.realm, instance);
      return instance.realm;
    },
    giveBack: (realm) => {
      const instance = used.get(realm);
      if (instance === undefined || instance.memory.buffer.byteLength !== instance.image.length) return false;
      spare = instance;
      return true;
    },
  };
}

async function instantiate(
  wasm: WebAssembly.Module,
  { snapshot, tokens }: SandboxImage,
  first: RealmHooks,
): Promise<Instance> {
  let memory: WebAssembly.Memory | undefined;
  const vm = await QuickJS.restore(snapshot, {
    wasm,
    memoryLimit: scriptLimits.memory - engineReserve,
    maxStackSize,
    interruptHandler: () => instance.hooks.isLate(),
    onUnhandledRejection: (promise, reason, isHandled) =>
      instance.hooks.onRejection(promise.identity, reason, isHandled),
    // Nothing of a script is written to the streams of the console.
    wasi: (own) => {
      memory = own;
      return { fd_write: () => 8 };
    },
  });
  if (memory === undefined) throw new Error('The engine has no memory.');
  const own = memory;
  vm.registerHostCallback('host', (operation, text) =>
    vm.newString(instance.hooks.hostCall(operation?.toString() ?? '', text?.toString() ?? '')),
  );
  const functions = forFunctions((name) => vm.importHandle(tokens[name]));
  // What the library keeps of these lies in the memory, so it must be there before the image is taken.
  void [vm.global, vm.undefined, vm.null, vm.true, vm.false];
  const realm: ScriptRealm = { memory: () => own.buffer.byteLength, vm, functions };
  const instance: Instance = { realm, memory: own, image: new Uint8Array(own.buffer).slice(), hooks: first };
  return instance;
}
