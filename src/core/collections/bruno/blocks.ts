import type { BruBlock, BruPair } from './bru.ts';

/** The blocks of one file, by their names. A block that comes twice is read as one. */
export class Blocks {
  readonly #blocks: readonly BruBlock[];

  constructor(blocks: readonly BruBlock[]) {
    this.#blocks = blocks;
  }

  get names(): readonly string[] {
    return this.#blocks.map(({ name }) => name);
  }

  has(name: string): boolean {
    return this.#blocks.some((block) => block.name === name);
  }

  pairs(name: string): readonly BruPair[] {
    return this.#blocks.filter((block) => block.name === name).flatMap(({ pairs }) => pairs);
  }

  text(name: string): string {
    return this.texts(name).join('\n');
  }

  texts(name: string): readonly string[] {
    return this.#blocks.filter((block) => block.name === name).map(({ text }) => text);
  }

  /** A value of a block; empty where it is absent. */
  value(block: string, name: string): string {
    return this.pairs(block).find((pair) => pair.name === name)?.value ?? '';
  }
}
