declare module 'newman' {
  interface Run {
    on(event: 'assertion', listener: (error: { readonly message: string } | null, given: unknown) => void): void;
  }
  const newman: { run(options: unknown, done: (error: unknown, summary: unknown) => void): Run };
  export default newman;
}
