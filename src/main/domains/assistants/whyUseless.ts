export { unusableReason as whyUseless } from '#core/connections/state.ts';
