import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { WalletId } from '../src/domain/ids.ts'
import type { Command } from '../src/posting/command.ts'
import { createEngine } from '../src/posting/engine.ts'
import { openBooks } from '../src/posting/open-books.ts'
import type { Tx } from '../src/posting/storage/transaction.ts'
import { type Ground, openGround } from './support/ground.ts'
import {
  accrual,
  newAccounts,
  newContract,
  newMerchant,
  operator,
  redemption,
} from './support/world.ts'

let ground: Ground
let own: WalletId | undefined
beforeAll(async () => {
  ground = await openGround()
  const contract = await newContract(ground.db, { credit: 1_000n })
  await newMerchant(ground.db)
  const [mine] = await newAccounts(ground.db, ['mine', 'mine-too'])
  own = mine?.wallet
  const engine = createEngine({ db: ground.db })
  await engine.postAll(['mine', 'mine-too'].map((name) => accrual(contract, name, 10n)))
  // R9: of one person, whom no accrual by API reaches any more.
  await ground.sql(`update account set person_id = (
    select person_id from account where external_id = 'mine')`)
})
afterAll(() => ground.close())

interface LotRead {
  readonly wallet: WalletId
}

/** A transaction, and the lots that are read in it. */
function reading(tx: Tx): { readonly watched: Tx; readonly lots: readonly LotRead[] } {
  const lots: LotRead[] = []
  const watched: Tx = {
    $executeRaw: tx.$executeRaw,
    async $queryRaw<Rows>(sql: TemplateStringsArray, ...values: unknown[]) {
      const rows = await tx.$queryRaw<Rows>(sql, ...values)
      if (sql.join('').includes('from lot')) lots.push(...(rows as readonly LotRead[]))
      return rows
    },
  }
  return { watched, lots }
}

const close: Command = { kind: 'closeAccount', caller: operator, account: 'mine' }

test.each([
  ['spends', redemption('mine', 1n)],
  ['closes', close],
])(
  'given a person with two accounts, when one of them %s, then the lots of that one alone are read, though both are known (R9)',
  async (_, command) => {
    const { state, lots } = await ground.db.inTransaction(async (tx) => {
      const { watched, lots } = reading(tx)
      return { state: await openBooks(watched, [command], 0), lots }
    })
    expect(lots.map(({ wallet }) => wallet)).toEqual([own])
    expect([...state.accounts.values()].flat()).toMatchObject([
      { externalId: 'mine' },
      { externalId: 'mine-too' },
    ])
  },
)
