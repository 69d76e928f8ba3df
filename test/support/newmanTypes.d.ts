/** What the tests use of `newman`. */
declare module 'newman' {
  interface Run {
    on(event: 'assertion', listener: (error: { readonly message: string } | null, given: unknown) => void): void;
  }
  interface Summary {
    readonly run: { readonly failures: unknown[] };
  }
  const newman: { run(options: unknown, done: (error: Error | null, summary: Summary) => void): Run };
  export default newman;
}
