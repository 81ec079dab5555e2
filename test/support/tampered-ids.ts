import { forfeited, lotOf, nobody, redeemed, trial, walletOf } from './lived-in-sql.ts'
import type { Counts } from './tampering.ts'

/** How history came to name what does not exist, and all that the check finds of it. */
export const tamperedIds: readonly (readonly [what: string, sql: string, found: Counts])[] = [
  ['a wallet is gone', `delete from wallet where id = ${walletOf('cha')}`, { unknownIds: 1n }],
  [
    'a lot is gone',
    `delete from lot where id = ${lotOf('cha')}`,
    { lotsOutOfStep: 1n, accrualsOutOfStep: 1n, unknownIds: 1n },
  ],
  [
    'a contract is gone',
    `delete from contract where id = ${trial}`,
    { contractsOutOfStep: 1n, unknownIds: 2n },
  ],
  ['a merchant is gone', 'delete from merchant', { unknownIds: 1n }],
  [
    'a redemption is gone',
    `delete from redemption where id = ${redeemed}`,
    { redemptionsOutOfStep: 1n, unknownIds: 1n },
  ],
  [
    'a journal is gone, and its entries stay',
    `delete from journal where id = ${forfeited}`,
    { walletsOutOfStep: 1n, lotsOutOfStep: 1n, unknownIds: 1n },
  ],
  [
    'the entries of a journal are another owner’s',
    `update entry set owner_id = ${walletOf('bae')} where journal_id = ${forfeited}`,
    {
      unbalancedJournals: 1n,
      journalsOutOfStep: 1n,
      walletsOutOfStep: 2n,
      lotsOutOfStep: 1n,
      unknownIds: 1n,
    },
  ],
  [
    'journals are nobody’s',
    `update entry set owner_id = ${nobody}
     where journal_id in (select id from journal where kind = 'DEPOSIT');
     update journal set owner_id = ${nobody} where kind = 'DEPOSIT'`,
    { unknownIds: 1n },
  ],
]
