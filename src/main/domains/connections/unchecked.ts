/** A secret or setting that is another than the one that was checked. */
export const notCheckedYet = { state: 'unchecked', stateReason: null, lastStatus: null } as const;
