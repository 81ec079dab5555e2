import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type CouponCode, printedCode } from '../src/domain/coupon-code.ts'
import type { ContractId } from '../src/domain/ids.ts'
import { readConfig } from '../src/server/config.ts'
import { openCouponSecrets } from '../src/server/coupon-secrets.ts'
import { signToken } from '../src/server/signing-key.ts'
import { approvedOrder, delivering, done, issuing, makeCoupons } from './support/coupon-orders.ts'
import { type CouponRace, openCouponRace, times } from './support/coupon-race.ts'
import { type Program, runGateway, whenListening } from './support/program.ts'

jest.setTimeout(600_000)

const secret = 'a secret of codes for this test alone'
const { newCode, hashOf } = openCouponSecrets(secret)

let race: CouponRace
let programs: readonly Program[]
let urls: readonly string[]
let dataDir: string
let ask: (n: number, account: string, codes: readonly string[]) => Promise<readonly Outcome[]>
beforeAll(async () => {
  race = await openCouponRace()
  dataDir = mkdtempSync(join(tmpdir(), 'points-coupons-'))
  const env = {
    DATABASE_URL: race.url,
    DATA_DIR: dataDir,
    CODE_SECRET: secret,
    PORT: '0',
    LOG_LEVEL: 'silent',
    DUE_WORK: 'off',
  }
  ask = openAsk(await signToken(readConfig(env), { kind: 'OPERATOR', code: 'kim' }))
  programs = [runGateway(env), runGateway(env)]
  urls = await Promise.all(programs.map(whenListening))
})
afterAll(async () => {
  for (const program of programs) program.process.kill('SIGKILL')
  await Promise.all(programs.map(({ ended }) => ended))
  await race.close()
  rmSync(dataDir, { recursive: true, force: true })
})

interface Outcome {
  readonly code?: string
  readonly message?: string
  readonly accrual?: { readonly id: string }
}

let keys = 0
/** Asks one of two processes, in one request, to register codes into an account. */
const openAsk =
  (token: string): typeof ask =>
  async (n, account, codes) => {
    const inputs = codes.map((code) => {
      keys += 1
      return { idempotencyKey: `key-${keys}`, account, code }
    })
    const response = await fetch(`${urls[n % 2]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: documentOf(codes.length),
        variables: Object.fromEntries(inputs.map((input, index) => [`i${index}`, input])),
      }),
    })
    const { data } = (await response.json()) as { data: Readonly<Record<string, Outcome>> }
    return codes.map((_, index) => data[`m${index}`] ?? {})
  }

const documentOf = (count: number): string => {
  const all = Array.from({ length: count }, (_, n) => n)
  return `mutation (${all.map((n) => `$i${n}: RegisterCouponInput!`).join()}) {
    ${all.map((n) => `m${n}: registerCoupon(input: $i${n}) { ...outcome }`).join('\n')}
  }
  fragment outcome on RegisterCouponResult {
    ... on RegisterCouponPayload { accrual { id } }
    ... on RuleViolation { code message }
  }`
}

const outcomes = (answers: readonly (readonly Outcome[])[]): readonly string[] =>
  answers.flatMap((each) => each.map(({ code }) => code ?? 'done')).sort()

/** Coupons that can be registered, by their codes as they are printed. */
async function newCoupons(contract: ContractId, quantity: number): Promise<readonly string[]> {
  const { press } = race
  const order = await approvedOrder(press, contract, { quantity })
  await done(press.posting.post<'issueCouponOrder'>(issuing(order)))
  const codes: CouponCode[] = Array.from({ length: quantity }, newCode)
  await makeCoupons(
    press,
    order,
    codes.map((code) => hashOf(code).toString('hex')),
  )
  await done(press.posting.post<'markCouponOrderDelivered'>(delivering(order)))
  return codes.map(printedCode)
}

describe('given two gateways, asked over HTTP', () => {
  test('by a hundred users for one coupon at once, then one of them has it', async () => {
    const [code = ''] = await newCoupons(race.contract, 1)
    const accounts = await race.newUsers(100)
    const answers = await Promise.all(accounts.map((account, n) => ask(n, account, [code])))

    expect(outcomes(answers)).toEqual([...times(99, 'COUPON_ALREADY_REGISTERED'), 'done'])
    expect(await race.grantsOf(accounts)).toEqual({ grants: 1, points: 100 })
  })

  test('for forty wrong codes at once, by aliases and one by one, then ten answer their own code', async () => {
    const [account = ''] = await race.newUsers(1)
    const wrong = () => printedCode(newCode())
    const asked = [
      ...[0, 1].map((n) => ask(n, account, Array.from({ length: 10 }, wrong))),
      ...Array.from({ length: 20 }, (_, n) => ask(n, account, [wrong()])),
    ]
    const answers = await Promise.all(asked)

    expect(outcomes(answers)).toEqual([
      ...times(30, 'COUPON_ATTEMPTS_EXCEEDED'),
      ...times(10, 'COUPON_NOT_FOUND'),
    ])
    const told = answers.flat().map(({ message = '' }) => message)
    for (const left of ['No attempt is', '1 attempt is', ...[2, 9].map((n) => `${n} attempts are`)])
      expect(told.filter((message) => message.includes(`${left} left`))).toHaveLength(1)
    expect(told.filter((message) => message.includes('Try again after'))).toHaveLength(30)
    expect(await race.failuresOf(account)).toBe(10)
  })

  test('for codes with a typing error, however many, then none counts', async () => {
    const [account = ''] = await race.newUsers(1)
    const typo = () => printedCode(newCode()).replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    const mistyped = Array.from({ length: 30 }, typo)
    const answers = await Promise.all([0, 1].map((n) => ask(n, account, mistyped)))

    expect(new Set(outcomes(answers)).size).toBe(1)
    expect(outcomes(answers)[0]).toBe('COUPON_CODE_MALFORMED')
    expect(await race.failuresOf(account)).toBe(0)
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await race.isProven()).toBe(true)
})
