const never = new Int32Array(new SharedArrayBuffer(4));

/** A pause of a millisecond between two transactions: SQLite's lock is not fair, and the console's own writes must pass. */
export function giveWay(): void {
  Atomics.wait(never, 0, 0, 1);
}
