import type { LedgerProof } from '../../src/posting/ledger-check.ts'
import {
  accrual,
  contract,
  forfeit,
  forfeited,
  journalOf,
  loss,
  lot,
  lotOf,
  nobody,
  prepaid,
  redeemed,
  redemption,
  trial,
  wallet,
  walletOf,
} from './lived-in-sql.ts'

// What may have happened to the lived-in database behind the program's back, as SQL that the
// database's owner ran with all triggers off.

const anotherMerchant = `
  insert into merchant
  select ${nobody}, 'other', name, country_code, currency, true, created_at from merchant`
const onTwoWallets = `
  insert into journal
  select ${walletOf('dan')}, id, kind, posted_at, period, ${walletOf('dan')}, null, null, 2000000
  from journal where id = ${forfeited};
  insert into entry
  select ${walletOf('dan')}, journal_id, line, account, amount, contract_id,
         case when lot_id is not null then ${lotOf('dan')} end, merchant_id
  from entry where journal_id = ${forfeited}`
const emptyLot = `
  insert into lot
  select id, wallet_id, contract_id, amount, 0, 0, 0, 0, completed_at,
         (valid_through + 1)::timestamp at time zone 'Asia/Seoul'
  from accrual where test`
const refused = `
  status = 'REFUSED', refused_code = 'R', scheduled_for = now(), recipient_account = ''`
const emptyContract = `
  insert into contract
  select (jsonb_populate_record(contract, jsonb_build_object('id', ${nobody}, 'budget', 1))).*
  from contract where id = ${prepaid}`

export const madePoints = loss('amount = amount + 1')
export const movedPoints = loss(`contract_id = ${trial}`)
export const hiddenDeposit = `update journal set kind = 'RELEASE' where id = ${journalOf('DEPOSIT')}`
export const neverDue = wallet('an', 'next_due_at = null')

export type Counts = { readonly [Name in keyof LedgerProof]?: bigint }

/** What happened, by which statements, and all that the check finds of it. */
export const tampered: readonly (readonly [what: string, sql: string, found: Counts])[] = [
  ['an entry is of another amount', madePoints, { unbalancedJournals: 1n }],
  ['a journal is off zero for two contracts', movedPoints, { unbalancedJournals: 1n }],
  [
    'a journal has no entries',
    `delete from entry where journal_id = ${journalOf('EXPIRY')}`,
    { unbalancedJournals: 1n, journalsOutOfStep: 1n, walletsOutOfStep: 1n, lotsOutOfStep: 1n },
  ],
  [
    'a journal takes the points of another wallet',
    `update entry set lot_id = ${lotOf('dan')} where lot_id = ${lotOf('cha')} and journal_id = ${forfeited}`,
    { unbalancedJournals: 1n, lotsOutOfStep: 2n },
  ],
  [
    'a journal on a wallet does not name it',
    forfeit('wallet_id = null, balance_after = null'),
    { unbalancedJournals: 1n, unknownIds: 1n },
  ],
  [
    'a journal is on two wallets',
    onTwoWallets,
    { unbalancedJournals: 2n, journalsOutOfStep: 1n, walletsOutOfStep: 1n, lotsOutOfStep: 1n },
  ],

  [
    'a journal tells another balance',
    forfeit('balance_after = balance_after + 1'),
    { journalsOutOfStep: 1n },
  ],
  [
    'a journal was posted before the one before it',
    forfeit(`posted_at = '2024-01-01', period = '2024-01'`),
    { journalsOutOfStep: 1n },
  ],
  [
    'a journal is in a period before its month',
    forfeit(`period = '2024-01'`),
    { journalsOutOfStep: 1n },
  ],

  ['a wallet has more', wallet('bae', 'available = available + 1'), { walletsOutOfStep: 1n }],
  ['a wallet holds points', wallet('bae', 'held = 1'), { walletsOutOfStep: 1n }],
  [
    'a wallet waits for fewer points',
    wallet('dan', 'pending = pending - 1'),
    { walletsOutOfStep: 1n },
  ],
  ['a wallet is never due', neverDue, { walletsOutOfStep: 1n }],
  [
    'a wallet that holds nothing is due',
    wallet('cha', `next_due_at = '2030-01-01'`),
    { walletsOutOfStep: 1n },
  ],
  [
    'a wallet’s last journal is another’s',
    wallet('an', `last_journal_id = ${journalOf('DEPOSIT')}`),
    { walletsOutOfStep: 1n },
  ],

  ['a lot has less left', lot('dan', 'remaining = remaining - 1'), { lotsOutOfStep: 1n }],
  ['a lot holds points', lot('bae', 'held = 1'), { lotsOutOfStep: 1n }],
  [
    'a lot waits with fewer points',
    'update lot set pending = pending - 1 where pending > 0',
    { lotsOutOfStep: 1n },
  ],
  ['a lot has lost less', lot('cha', 'expired = expired - 1'), { lotsOutOfStep: 1n }],
  ['a lot is larger', lot('cha', 'amount = amount + 1'), { lotsOutOfStep: 1n }],
  [
    'a lot lives longer',
    lot('cha', `expires_at = expires_at + interval '1 day'`),
    { lotsOutOfStep: 1n },
  ],
  [
    'a lot is older',
    lot('cha', `accrued_at = accrued_at - interval '1 day'`),
    { lotsOutOfStep: 1n },
  ],
  [
    'a lot is in another wallet',
    lot('cha', `wallet_id = ${walletOf('bae')}`),
    { unbalancedJournals: 2n, lotsOutOfStep: 1n },
  ],
  ['a lot is another contract’s', lot('cha', `contract_id = ${prepaid}`), { lotsOutOfStep: 1n }],
  [
    'a lot and its accrual are in another wallet',
    `${accrual('cha', `wallet_id = ${walletOf('bae')}`)}; ${lot('cha', `wallet_id = ${walletOf('bae')}`)}`,
    { unbalancedJournals: 2n, lotsOutOfStep: 1n, accrualsOutOfStep: 1n },
  ],
  [
    'a lot and its accrual are another contract’s',
    `${accrual('cha', `contract_id = ${prepaid}`)}; ${lot('cha', `contract_id = ${prepaid}`)}`,
    { lotsOutOfStep: 1n },
  ],
  ['a lot has no entries', emptyLot, { lotsOutOfStep: 1n, accrualsOutOfStep: 1n }],

  ['a contract has more budget', contract('budget = budget + 1'), { contractsOutOfStep: 1n }],
  ['a contract has reserved', contract('reserved = reserved + 1'), { contractsOutOfStep: 1n }],
  [
    'a contract has more deposits',
    contract('deposited = deposited + 1'),
    { contractsOutOfStep: 1n },
  ],
  ['a contract without entries has a budget', emptyContract, { contractsOutOfStep: 1n }],
  ['a deposit became something else', hiddenDeposit, { contractsOutOfStep: 1n }],
  [
    'an expiry became something else',
    `update journal set kind = 'RELEASE' where kind = 'EXPIRY'`,
    { lotsOutOfStep: 1n },
  ],

  [
    'an accrual is split otherwise',
    accrual('cha', 'available_amount = available_amount - 1, pending_amount = 1'),
    { accrualsOutOfStep: 1n },
  ],
  [
    'an accrual is of another amount',
    accrual('cha', 'available_amount = 59, amount = 59'),
    { lotsOutOfStep: 1n, accrualsOutOfStep: 1n },
  ],
  [
    'an accrual waits for more',
    accrual('cha', 'pending_amount = 1, amount = 61'),
    { lotsOutOfStep: 1n, accrualsOutOfStep: 1n },
  ],
  [
    'an accrual is in another wallet',
    accrual('cha', `wallet_id = ${walletOf('bae')}`),
    { lotsOutOfStep: 1n, accrualsOutOfStep: 1n },
  ],
  [
    'an accrual is another contract’s',
    accrual('cha', `contract_id = ${prepaid}`),
    { lotsOutOfStep: 1n },
  ],
  ['a test became real', 'update accrual set test = false', { accrualsOutOfStep: 1n }],
  ['what is real became a test', accrual('cha', 'test = true'), { accrualsOutOfStep: 1n }],
  ['what was granted became refused', accrual('cha', refused), { accrualsOutOfStep: 1n }],

  [
    'a redemption captured less',
    redemption('captured_points = captured_points - 1'),
    { redemptionsOutOfStep: 1n },
  ],
  ['a redemption was refunded', redemption('refunded_points = 1'), { redemptionsOutOfStep: 1n }],
  [
    'a redemption is another wallet’s',
    redemption(`wallet_id = ${walletOf('dan')}`),
    { redemptionsOutOfStep: 1n },
  ],
  [
    'a journal does not name its redemption',
    `update journal set redemption_id = null where redemption_id = ${redeemed}`,
    { redemptionsOutOfStep: 1n },
  ],
  [
    'another merchant is owed what was spent',
    `${anotherMerchant};
     update entry set merchant_id = ${nobody}
     where merchant_id is not null and journal_id = ${journalOf('REDEMPTION')}`,
    { redemptionsOutOfStep: 1n },
  ],
]
