import { QuickJS, type Snapshot } from 'quickjs-wasi';

/** Functions of the sandbox that the worker calls, see `sandbox/index.ts`. */
const functionNames = ['begin', 'run', 'fail', 'timerDue', 'answer', 'isWaiting', 'end'] as const;
export type SandboxFunction = (typeof functionNames)[number];

/** The engine's memory after the sandbox was evaluated, and where in it the functions are that the worker calls. */
export interface SandboxImage {
  readonly snapshot: Snapshot;
  readonly tokens: Readonly<Record<SandboxFunction, number>>;
}

/** Something for each function, from its name and its place among them. */
export const forFunctions = <T>(make: (name: SandboxFunction, at: number) => T): Record<SandboxFunction, T> =>
  Object.fromEntries(functionNames.map((name, at) => [name, make(name, at)])) as Record<SandboxFunction, T>;

const tokenBytes = 4;
const headBytes = functionNames.length * tokenBytes;

/** An image as a file: its tokens, 32 bits each and little-endian, then the snapshot in the library's own format. */
export function imageBytes({ snapshot, tokens }: SandboxImage): Buffer {
  const head = Buffer.alloc(headBytes);
  forFunctions((name, at) => head.writeUInt32LE(tokens[name], at * tokenBytes));
  return Buffer.concat([head, QuickJS.serializeSnapshot(snapshot)]);
}

/** Throws where the bytes are not those of `imageBytes`. */
export const readImage = (bytes: Buffer): SandboxImage => ({
  tokens: forFunctions((_name, at) => bytes.readUInt32LE(at * tokenBytes)),
  snapshot: QuickJS.deserializeSnapshot(bytes.subarray(headBytes)),
});
