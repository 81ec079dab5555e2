import { type GraphQLObjectType, isIntrospectionType, isObjectType } from 'graphql'
import type { Caller, CallerKind } from '../../src/domain/caller.ts'
import { schema } from '../../src/schema/schema.ts'
import type { CouponDesk } from './coupon-desk.ts'
import { as, fresh, grant, localId, operator, order } from './market.ts'
import { done } from './till.ts'

/** Every object type that has a global id. */
export const nodeTypes: readonly GraphQLObjectType[] = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => !isIntrospectionType(type))
  .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))

type Ids = Readonly<Record<string, string>>

/** One of each: all that belongs to a partner, an agency, a merchant and a user who deal with each other. */
export interface Side {
  readonly caller: Readonly<Record<CallerKind, Caller>>
  /** The key that each kind gave when it granted points. */
  readonly key: Readonly<Record<'OPERATOR' | 'PARTNER', string>>
  readonly orderId: string
  /** An object of each type that has a global id, by the type's name. */
  readonly ids: Ids
}

const found = `query ($account: String!, $partner: String!, $agency: String!, $merchant: String!) {
  wallet(account: $account) { id account { id }
    lots(first: 1) { edges { node { id accrual { id } } } }
    entries(last: 1) { edges { node { id journal { id } } } }
    redemptions { edges { node { id } } } notices(first: 1) { edges { node { id } } } }
  partner(code: $partner) { id } agency(code: $agency) { id } merchant(code: $merchant) { id }
  auditEvents(first: 1) { edges { node { id } } } }`

/** A side of its own; whatever could be null in it is not, as far as it can be. */
export async function newSide(market: CouponDesk): Promise<Side> {
  const partner = await market.newPartner()
  const contract = await market.newContract({ partner })
  const agency = await market.newAgency()
  const merchant = await market.newMerchant({ country: 'JP', currency: 'JPY' })
  const account = await market.newAccount({ birthDate: '2000-02-29' })
  const partnerCaller = as('PARTNER', partner)
  const told = { eventTitle: 'Opening day' }
  const ofPartner = grant(contract, account, 500, told)
  const ofOperator = grant(contract, account, 300, told)
  await market.does(partnerCaller, 'accruePoints', ofPartner)
  await market.does(operator, 'accruePoints', ofOperator)
  const foreign = { amount: '100', currency: 'JPY', rate: '9.5' }
  const spending = order(account, merchant, 50, { orderAmount: 950, foreign })
  const atMerchant = as('MERCHANT', merchant)
  const held = await market.does(atMerchant, 'authorizeRedemption', spending)
  const capturing = { idempotencyKey: fresh('capture'), redemption: held.redemption.id }
  await market.does(atMerchant, 'captureRedemption', capturing)
  const coupons = await registeredCoupon(market, { partner, agency, account })
  await market.sql(`update notice set last_error = 'the provider was out of reach'`)
  const { body } = await market.ask(operator, found, { account, partner, agency, merchant })
  const { wallet, ...rest } = body.data
  const [lot] = wallet.lots.edges
  const [entry] = wallet.entries.edges
  return {
    caller: {
      OPERATOR: operator,
      PARTNER: partnerCaller,
      AGENCY: as('AGENCY', agency),
      MERCHANT: atMerchant,
      USER: as('USER', account),
    },
    key: {
      OPERATOR: String(ofOperator.idempotencyKey),
      PARTNER: String(ofPartner.idempotencyKey),
    },
    orderId: String(spending.orderId),
    ids: {
      Partner: rest.partner.id,
      Agency: rest.agency.id,
      Merchant: rest.merchant.id,
      ...coupons,
      Account: wallet.account.id,
      Wallet: wallet.id,
      Lot: lot.node.id,
      Accrual: lot.node.accrual.id,
      LedgerEntry: entry.node.id,
      Journal: entry.node.journal.id,
      Redemption: wallet.redemptions.edges[0].node.id,
      Notice: wallet.notices.edges[0].node.id,
      AuditEvent: rest.auditEvents.edges[0].node.id,
    },
  }
}

interface Dealers {
  readonly partner: string
  readonly agency: string
  readonly account: string
}

/** A coupon that the account registered, of an order that has come as far as it can, and was stopped. */
async function registeredCoupon(desk: CouponDesk, { partner, agency, account }: Dealers) {
  const contract = await desk.newContract({ partner, channel: 'COUPON', endsOn: '2099-12-31' })
  const order = await desk.bring(await desk.order({ contract, agency }), 'DELIVERED')
  const [code = ''] = await desk.codesOf(order)
  const { coupon } = done(await desk.register(account, code))
  done(await desk.does(operator, 'voidCouponOrder', { order: order.id, reason: 'It leaked' }))
  const id = localId(order.id)
  const received = 'update coupon_export set received_at = now(), seal_key = null'
  await desk.sql(`${received} where order_id = $1`, [id])
  const settled = `update coupon_order set status = 'SETTLED', settled_at = now()`
  await desk.sql(`${settled} where id = $1`, [id])
  return { Contract: contract, CouponOrder: order.id, Coupon: coupon.id }
}
