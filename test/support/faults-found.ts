import { faults, type LedgerProof } from '../../src/posting/ledger-check.ts'

/** The counts of a proof that are not zero. */
export const faultsFound = (proof: LedgerProof) =>
  Object.fromEntries(faults.flatMap((fault) => (proof[fault] > 0n ? [[fault, proof[fault]]] : [])))
