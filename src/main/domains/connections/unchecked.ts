/** A secret or setting that is another than the one that was checked. */
export const unchecked = { state: 'unchecked', stateReason: null, lastStatus: null } as const;
