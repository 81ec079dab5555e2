import type { Caller } from '../../src/domain/caller.ts'
import { printedCode } from '../../src/domain/coupon-code.ts'
import type { CouponOrderId } from '../../src/domain/ids.ts'
import { makeCoupons } from '../../src/jobs/make-coupons.ts'
import { openCouponSecrets } from '../../src/server/coupon-secrets.ts'
import { openSecrets } from '../../src/server/secrets.ts'
import { type Agenda, openAgenda } from './agenda.ts'
import { as, fresh, type Input, localId, operator } from './market.ts'
import type { Outcome } from './mutations.ts'
import { done } from './till.ts'

/** An agenda at which coupons are ordered by the API. Their codes are made when tests say so. */
export interface CouponDesk extends Agenda {
  /** The code of an active agency. */
  readonly newAgency: () => Promise<string>
  /** Requested: ten coupons of 100 points that an agency delivers, by a contract of their own unless told. */
  readonly order: (told?: Input & { readonly contract?: string }) => Promise<OrderAtDesk>
  /** Takes an order's steps until it is there, each by who may. */
  readonly bring: (order: OrderAtDesk, to: Stage) => Promise<OrderAtDesk>
  /** Has the codes made of whatever was issued, as the job does. */
  readonly makeCodes: () => Promise<void>
  /** The codes of an order as they are printed, which nobody has exported. */
  readonly codesOf: (order: { readonly id: string }) => Promise<readonly string[]>
  /** A code that is well-formed, and no coupon's. */
  readonly strangeCode: () => string
  /** Registers a code by the account's user, unless told. */
  readonly register: (account: string, code: string, told?: Input) => Promise<Outcome>
  readonly userOf: (account: string) => Caller
}

export interface OrderAtDesk {
  readonly id: string
  readonly contract: string
  readonly partner: Caller
  readonly agency: Caller | null
  readonly deliverer: Caller
}

/** How far an order is brought; MADE: issued, with all its codes. */
const stages = ['REQUESTED', 'APPROVED', 'ISSUED', 'MADE', 'DELIVERED'] as const
export type Stage = (typeof stages)[number]

export async function openCouponDesk(): Promise<CouponDesk> {
  const agenda = await openAgenda()
  const { db, does, config } = agenda
  const secrets = openCouponSecrets(openSecrets(config).code)
  const offsetMs = () => agenda.now().getTime() - Date.now()
  const making = makeCoupons({ db, secrets, offsetMs })
  const makeCodes = async () => {
    while (await making.runPage());
  }

  const newAgency = async () => {
    const code = fresh('agency')
    done(await does(operator, 'createAgency', { code, name: code, commissionBasisPoints: 500 }))
    return code
  }

  const order: CouponDesk['order'] = async (told = {}) => {
    const { contract = await newContractOf(agenda, fresh('partner')), ...rest } = told
    const agency = rest.agency === undefined ? await newAgency() : rest.agency
    const input = { ...usualOrder, ...rest, contract, agency }
    const { couponOrder } = done(await does(operator, 'requestCouponOrder', input))
    const callers = {
      partner: as('PARTNER', await partnerOf(agenda, contract)),
      agency: agency === null ? null : as('AGENCY', String(agency)),
    }
    const deliverer =
      input.deliveredBy === 'AGENCY' && callers.agency ? callers.agency : callers.partner
    return { id: couponOrder.id, contract, ...callers, deliverer }
  }

  const steps: Readonly<Record<Stage, (order: OrderAtDesk) => Promise<unknown>>> = {
    REQUESTED: async () => undefined,
    APPROVED: async ({ id, agency }) =>
      done(await does(agency ?? operator, 'approveCouponOrder', { order: id })),
    ISSUED: async ({ id, agency }) =>
      done(await does(agency ?? operator, 'issueCouponOrder', issuing(id))),
    MADE: makeCodes,
    DELIVERED: async ({ id, deliverer }) =>
      done(await does(deliverer, 'markCouponOrderDelivered', { order: id })),
  }

  const userOf = (account: string) => as('USER', account)
  return {
    ...agenda,
    newAgency,
    order,
    async bring(ordered, to) {
      for (const stage of stages.slice(0, stages.indexOf(to) + 1)) await steps[stage](ordered)
      return ordered
    },
    makeCodes,
    codesOf: async ({ id }) => unsealed(agenda, secrets, localId(id) as CouponOrderId),
    strangeCode: () => printedCode(secrets.newCode()),
    userOf,
    register: (account, code, told = {}) =>
      does(userOf(account), 'registerCoupon', registering(account, code, told)),
  }
}

/** Input of issueCouponOrder. */
export const issuing = (order: string): Input => ({ order, idempotencyKey: fresh('issue') })

/** Input of registerCoupon. */
export const registering = (account: string, code: string, told: Input = {}): Input => ({
  idempotencyKey: fresh('register'),
  account,
  code,
  ...told,
})

export const usualOrder = {
  eventTitle: '가을 쿠폰',
  value: 100,
  quantity: 10,
  registerBy: '2099-12-31',
  delivery: 'ALIMTALK',
  deliveredBy: 'AGENCY',
} as const

async function newContractOf({ newContract, does }: Agenda, partner: string): Promise<string> {
  const name = { code: partner, name: `${partner}'s name`, businessNumber: '123-45-67890' }
  done(await does(operator, 'createPartner', name))
  return newContract({ partner, channel: 'COUPON' })
}

async function partnerOf({ sql }: Agenda, contract: string): Promise<string> {
  const [row] = await sql(
    `select code from partner join contract on partner.id = partner_id where contract.id = $1`,
    [localId(contract)],
  )
  return String(row?.code)
}

async function unsealed(
  { db }: Agenda,
  secrets: ReturnType<typeof openCouponSecrets>,
  order: CouponOrderId,
): Promise<readonly string[]> {
  const where = { orderId: order }
  const { sealKey } = await db.couponExport.findUniqueOrThrow({ where })
  if (!sealKey) throw new Error('The codes were exported')
  const sheets = await db.couponSheet.findMany({ where, orderBy: { number: 'asc' } })
  return sheets
    .flatMap(({ number, sealed }) => secrets.unseal(sealKey, { order, number }, sealed))
    .map(printedCode)
}
