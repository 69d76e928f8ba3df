/** `table.column` of which everything that is written is printed, with the commands, for whoever looks for a fault. */
const traced = process.env.PATCHBAY_SYNC_TRACE;

/** Prints a line where tracing is on. @param field what it is about; null for every field */
export function trace(field: string | null, ...line: readonly unknown[]): void {
  if (traced === undefined || (field !== null && field !== traced)) return;
  // biome-ignore lint/suspicious/noConsole: asked for by name.
  console.error(line.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join(' '));
}
