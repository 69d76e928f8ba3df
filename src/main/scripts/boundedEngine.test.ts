import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withMemoryLimit } from './boundedEngine.ts';

const engine = readFileSync(new URL(import.meta.resolve('quickjs-wasi/quickjs.wasm')));

function memoryOf(bytes: BufferSource): WebAssembly.Memory {
  const module = new WebAssembly.Module(bytes);
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    imports[from] = { ...imports[from], [name]: () => 0 };
  const { memory } = new WebAssembly.Instance(module, imports).exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('The engine exports no memory.');
  return memory;
}

test('the engine cannot have more memory than it is given, whoever asks', () => {
  const memory = memoryOf(withMemoryLimit(engine, 8 * 1_048_576));
  const before = memory.buffer.byteLength;
  memory.grow((8 * 1_048_576 - before) / 65_536);
  expect(memory.buffer.byteLength).toBe(8 * 1_048_576);
  expect(() => memory.grow(1)).toThrow(RangeError);
  expect(() => memoryOf(engine).grow(1_000)).not.toThrow();
});

test('everything else of the module stays as it is', () => {
  const limited = withMemoryLimit(engine, 64 * 1_048_576);
  const namesOf = (bytes: BufferSource) => WebAssembly.Module.exports(new WebAssembly.Module(bytes));
  expect(namesOf(limited)).toEqual(namesOf(engine));
  expect(limited.length - engine.length).toBeLessThan(8);
});

test('what is no such module is refused', () => {
  expect(() => withMemoryLimit(Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0]), 65_536)).toThrow('no memory section');
});
