import { faults, type LedgerProof } from '../posting/ledger-check.ts'

const labels = {
  unbalancedJournals: 'unbalanced journals',
  journalsOutOfStep: 'journals out of step',
  walletsOutOfStep: 'wallets out of step',
  lotsOutOfStep: 'lots out of step',
  contractsOutOfStep: 'contracts out of step',
  accrualsOutOfStep: 'accruals out of step',
  redemptionsOutOfStep: 'redemptions out of step',
  couponOrdersOutOfStep: 'coupon orders out of step',
  unknownIds: 'unknown ids',
} as const satisfies Record<(typeof faults)[number], string>

const places = {
  deposited: 'deposited',
  budget: '= budget',
  reserved: '+ reserved',
  available: '+ available',
  held: '+ held',
  pending: '+ pending',
  payable: '+ payable to merchants',
  paidOut: '+ paid out',
  breakage: '+ breakage',
} as const satisfies Record<Exclude<keyof LedgerProof['conservation'], 'ok'>, string>

/** The proof as a table for people: what is out of step, and where the points are. */
export function proofAsTable(proof: LedgerProof): string {
  const { conservation, conservationByContract } = proof
  const lost = [...conservationByContract].filter(([, { ok }]) => !ok)
  const rows: (readonly [string, bigint | string])[] = [
    ['checked at', proof.checkedAt.toISOString()],
    ['journals', proof.journals],
    ...faults.map((fault) => [labels[fault], proof[fault]] as const),
    ['wallets: available', proof.totalAvailable],
    ['wallets: held', proof.totalHeld],
    ['wallets: pending', proof.totalPending],
    ...placeNames.map((place) => [places[place], conservation[place]] as const),
    ['contracts not conserved', BigInt(lost.length)],
    ...lost.map(([contract]) => ['', contract] as const),
  ]
  return [...aligned(rows), verdict(proof)].join('\n')
}

const placeNames = Object.keys(places) as (keyof typeof places)[]

const verdict = ({ ok, conservation }: LedgerProof): string => {
  if (ok) return 'The ledger is in step.'
  return conservation.ok
    ? 'THE LEDGER IS OUT OF STEP.'
    : 'THE LEDGER IS OUT OF STEP: points were lost or made.'
}

function aligned(rows: readonly (readonly [string, bigint | string])[]): string[] {
  const cells = rows.map(([label, value]) => [label, value.toLocaleString('en')] as const)
  const labelWidth = Math.max(...cells.map(([label]) => label.length))
  const valueWidth = Math.max(...cells.map(([, value]) => value.length))
  return cells.map(([label, value]) => `${label.padEnd(labelWidth)}  ${value.padStart(valueWidth)}`)
}

/** The proof as JSON: numbers as long as they are exact there, beyond 2^53 text. */
export function proofAsJson({ conservationByContract, ...proof }: LedgerProof): string {
  const contracts = Object.fromEntries(conservationByContract)
  return JSON.stringify({ ...proof, conservationByContract: contracts }, exact, 2)
}

function exact(_name: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
}
