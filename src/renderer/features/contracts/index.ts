export { ContractTab } from './ContractTab.tsx';
