import { CompileFlags, QuickJS } from 'quickjs-wasi';
import { forFunctions, type SandboxFunction, type SandboxImage } from './sandboxImage.ts';

/** Evaluates the sandbox's text in a realm of its own, and keeps its memory. For the build, and for what runs from source. */
export async function makeSandboxImage(engine: Uint8Array<ArrayBuffer>, sandbox: string): Promise<SandboxImage> {
  const wasm = await WebAssembly.compile(engine);
  const bytecode = await compiled(wasm, sandbox);
  const vm = await QuickJS.create({ wasm });
  const handed = new Map<SandboxFunction, number>();
  const ready = vm.newFunction('sandboxReady', (functions) => {
    if (functions) forFunctions((name) => handed.set(name, vm.exportHandle(functions.getProp(name))));
    return vm.newFunction('host', () => vm.undefined);
  });
  vm.setProp(vm.global, 'sandboxReady', ready);
  vm.evalBytecode(bytecode).dispose();
  vm.executePendingJobs();
  vm.runGC();
  const snapshot = vm.snapshot();
  vm.dispose();
  const tokens = forFunctions((name) => {
    const token = handed.get(name);
    if (token === undefined) throw new Error(`The sandbox has no function ${name}.`);
    return token;
  });
  return { snapshot, tokens };
}

/** In a realm that is thrown away: what compiling needs would be copied into every script's memory otherwise. */
async function compiled(wasm: WebAssembly.Module, sandbox: string): Promise<Uint8Array> {
  const vm = await QuickJS.create({ wasm });
  const bytecode = vm.compile(sandbox, 'sandbox.js', 0, CompileFlags.STRIP_SOURCE);
  vm.dispose();
  return bytecode;
}
