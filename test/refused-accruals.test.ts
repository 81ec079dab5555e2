import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Agenda, newPerson, openAgenda, toPerson } from './support/agenda.ts'
import { operator } from './support/market.ts'

let agenda: Agenda
beforeAll(async () => {
  agenda = await openAgenda()
})
afterAll(() => agenda.stop())

const untouched = { total: 1_000, granted: 0, reserved: 0, remaining: 1_000 }

type World = Readonly<Record<'contract' | 'partner' | 'person' | 'account', string>>

/** What comes between the request and its time. */
type Change = (world: World) => Promise<unknown>

const end: Change = ({ contract }) =>
  agenda.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
const suspend: Change = ({ partner }) =>
  agenda.does(operator, 'setPartnerStatus', { partner, status: 'SUSPENDED' })
const freeze: Change = ({ account }) =>
  agenda.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })
const close: Change = ({ account }) => agenda.does(operator, 'closeAccount', { account })
const addAccount: Change = ({ person }) => agenda.newAccount({ person })
const move: Change = async (world) => {
  await close(world)
  await addAccount(world)
}

describe('a scheduled accrual is checked again when it is paid (R10)', () => {
  test.each([
    ['the contract has ended', 'account', end, 'CONTRACT_NOT_LIVE'],
    ['the partner is suspended', 'account', suspend, 'PARTNER_SUSPENDED'],
    ['the wallet is frozen', 'account', freeze, 'WALLET_NOT_ACTIVE'],
    ['the wallet is frozen', 'person', freeze, 'WALLET_NOT_ACTIVE'],
    ['the account is closed', 'account', close, 'WALLET_NOT_ACTIVE'],
    ['the only account is closed', 'person', close, 'RECIPIENT_NOT_FOUND'],
    ['the account is closed, and another is there', 'account', move, 'WALLET_NOT_ACTIVE'],
    ['there is a second account', 'account', addAccount, 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS'],
    ['there is a second account', 'person', addAccount, 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS'],
  ])(
    'given that %s, for a named %s, it is refused, and its points go back',
    async (_, named, change, code) => {
      const partner = await agenda.newPartner()
      const contract = await agenda.newContract({ partner, deposit: 1_000 })
      const world = { contract, partner, ...(await newPerson(agenda)) }
      const told = named === 'person' ? toPerson(world.person) : {}
      const { id } = await agenda.schedule(contract, world.account, 300, told)
      await change(world)
      await agenda.payDue()
      await agenda.payDue(0)

      expect(await agenda.accrualOf(id)).toMatchObject({
        status: 'REFUSED',
        refusedCode: code,
        availableAmount: null,
        pendingAmount: null,
        validThrough: null,
        completedAt: null,
        wallet: null,
      })
      expect(await agenda.budgetOf(contract)).toEqual(untouched)
      expect(await agenda.journalsOf(contract)).toEqual([
        'RESERVATION: CONTRACT_BUDGET -300, CONTRACT_RESERVED 300',
        'RELEASE: CONTRACT_RESERVED -300, CONTRACT_BUDGET 300',
      ])
      expect(await agenda.noticesOf(id)).toBe(0)
    },
  )

  test('given that what forbade it is over again, it is paid', async () => {
    const account = await agenda.newAccount()
    const { id } = await agenda.schedule(await agenda.newContract(), account, 5)
    for (const status of ['FROZEN', 'ACTIVE'])
      await agenda.does(operator, 'setWalletStatus', { account, status })
    await agenda.payDue()

    expect(await agenda.accrualOf(id)).toMatchObject({ status: 'COMPLETED' })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await agenda.isProven()).toBe(true)
})
