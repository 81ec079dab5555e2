import type { Input } from './market.ts'
import type { Mutation } from './mutations.ts'

const globalId = (text: string) => Buffer.from(text).toString('base64')
export const contract = globalId('Contract:0194fdc0-0000-7000-8000-000000000000')
const accrual = globalId('Accrual:0194fdc0-0000-7000-8000-000000000000')
const redemption = globalId('Redemption:0194fdc0-0000-7000-8000-000000000000')
const notice = globalId('Notice:0194fdc0-0000-7000-8000-000000000000')
const couponOrder = globalId('CouponOrder:0194fdc0-0000-7000-8000-000000000000')
const keyed = { idempotencyKey: 'key' }
const oneItem = { ...keyed, recipient: { account: 'nobody' }, amount: 1 }
const spending = {
  ...keyed,
  account: 'nobody',
  merchant: 'nobody',
  orderId: 'order 1',
  orderAmount: 211_511,
  points: 1,
  foreign: { amount: '1234.50', currency: 'MOP', rate: '171.3333' },
}

/** An input of each mutation that is well-formed, and names nothing that exists. */
export const usual: Readonly<Record<Mutation, Input>> = {
  accruePoints: { ...oneItem, contract },
  accruePointsInBulk: { contract, items: [oneItem, structuredClone(oneItem)] },
  cancelAccrual: { accrual },
  redeemPoints: spending,
  authorizeRedemption: { ...spending, holdDays: 7 },
  captureRedemption: { ...keyed, redemption, points: 1 },
  voidRedemption: { ...keyed, redemption },
  refundRedemption: { ...keyed, redemption, points: 1, reason: 'returned' },
  requestCouponOrder: {
    contract,
    eventTitle: 'event',
    value: 1,
    quantity: 1,
    registerBy: '2999-12-31',
    delivery: 'SMS',
    deliveredBy: 'PARTNER',
  },
  approveCouponOrder: { order: couponOrder },
  issueCouponOrder: { ...keyed, order: couponOrder },
  exportCouponCodes: { order: couponOrder },
  allowCouponExport: { order: couponOrder, reason: 'broke off' },
  markCouponOrderDelivered: { order: couponOrder },
  cancelCouponOrder: { order: couponOrder },
  voidCouponOrder: { order: couponOrder, reason: 'leaked' },
  registerCoupon: { ...keyed, account: 'nobody', code: '0000-0000-0000-0000-0' },
  createPartner: { code: 'p', name: 'P', businessNumber: '123-45-67890' },
  setPartnerStatus: { partner: 'nobody', status: 'SUSPENDED' },
  createAgency: { code: 'a', name: 'A', commissionBasisPoints: 10_000 },
  setAgencyStatus: { agency: 'nobody', status: 'SUSPENDED' },
  addCountry: { code: 'FR', name: 'France', currency: 'EUR' },
  createMerchant: { code: 'm', name: 'M', country: 'KR', currency: 'KRW' },
  setMerchantAcceptsPoints: { merchant: 'nobody', acceptsPoints: false },
  createAccount: { externalId: 'u', person: 'ci', birthDate: '2010-02-28' },
  closeAccount: { account: 'nobody' },
  setWalletStatus: { account: 'nobody', status: 'FROZEN' },
  createContract: {
    partner: 'nobody',
    channel: 'API',
    validityMonths: 60,
    unitPrice: '9999999999.999999',
    billing: 'POSTPAID',
    creditLimit: 1,
    startsOn: '2024-02-29',
    endsOn: '2024-02-29',
  },
  changeContractStatus: { contract, status: 'LIVE' },
  depositBudget: { ...keyed, contract, points: 1 },
  resendNotice: { notice },
}

/** What is spoiled, dotted, and by what; the path where it differs. */
type Spoiled = readonly [Mutation, where: string, value: unknown, path?: string]

const notWhole = [1.5, '1', 2 ** 53, -(2 ** 53), 1e300, true, [], null]
const notPositive = [0, -1, -2_000_000]
const notKeys = ['', 'k'.repeat(65), 'a b', 'a\tb', '키', 'a\u0000', 1, null]
const notCodes = ['', ' ', 'a b', 'c'.repeat(65), 'a\u0000', 'a\u200b', 'a\ud800']
const notTexts = ['', '  ', 't'.repeat(201), 'a\u0000b', 'a\nb', '\ud800']
const notIds = [
  globalId('Wallet:0194fdc0-0000-7000-8000-000000000000'),
  globalId('Contract:1'),
  globalId('Contract:0194FDC0-0000-7000-8000-000000000000x'),
  globalId('Contract'),
  '0194fdc0-0000-7000-8000-000000000000',
  'no id',
  '',
  7,
  'a\u0000',
]
const notDates = [
  '2024-02-30',
  '2023-02-29',
  '2024-13-01',
  '2024-1-1',
  '20240101',
  '',
  20240101,
  '0000-01-01',
  '2024-01-01T00:00:00Z',
]
/** Now is later than the one, and earlier than the other by more than 400 days. */
const notInstants = [
  '2026-11-10',
  '2026-11-10T00:00:00',
  '2026-02-30T00:00:00Z',
  '2020-01-01T00:00:00Z',
  '2999-01-01T00:00:00Z',
  'tomorrow',
  '',
  1_700_000_000,
]
const notEnums = ['NEITHER', 'live', '', 1, null]

const each = (mutation: Mutation, where: string, values: readonly unknown[], path?: string) =>
  values.map((value): Spoiled => (path ? [mutation, where, value, path] : [mutation, where, value]))

const account = (value: unknown) => ({ account: value })

const notAmounts = ['0', '-1', '1.234', '1e3', '', 'x', 1234.5, '1'.repeat(19)]

/** What is asked of every order that points are to pay for. */
const spoiledSpending = (mutation: 'redeemPoints' | 'authorizeRedemption'): readonly Spoiled[] => [
  ...each(mutation, 'points', [...notWhole, ...notPositive]),
  ...each(mutation, 'orderAmount', [...notWhole, ...notPositive]),
  ...each(mutation, 'discountAmount', [...notWhole, -1]),
  ...each(mutation, 'idempotencyKey', notKeys),
  ...each(mutation, 'account', notCodes),
  ...each(mutation, 'merchant', notCodes),
  ...each(mutation, 'orderId', notTexts),
  ...each(mutation, 'foreign.amount', notAmounts),
  ...each(mutation, 'foreign.rate', ['0', '-1', '0.0000000000001', '1'.repeat(13), 'NaN', 1]),
  ...each(mutation, 'foreign.currency', ['XYZ', 'mop', 'MO', '', 'MOPX', 'ZZZ']),
  [mutation, 'foreign', { amount: '1.5', currency: 'JPY', rate: '9' }, 'foreign.amount'],
  [mutation, 'foreign', { amount: '1.5', currency: 'MOP' }, 'foreign.rate'],
]

const orderSteps = [
  'approveCouponOrder',
  'issueCouponOrder',
  'cancelCouponOrder',
  'voidCouponOrder',
] as const

export const spoiled: readonly Spoiled[] = [
  ...each('accruePoints', 'amount', notWhole),
  ...each('accruePoints', 'idempotencyKey', notKeys),
  ...each('accruePoints', 'contract', notIds),
  ...each('accruePoints', 'purpose', notEnums),
  ...each('accruePoints', 'eventTitle', notTexts),
  ...each('accruePoints', 'recipient', [{}, { account: 'a', person: 'p' }, null, 'a']),
  ...each('accruePoints', 'recipient', notCodes.map(account), 'recipient.account'),
  ...each('accruePoints', 'recipient', [{ account: null }], 'recipient.account'),
  ...notTexts.map(
    (person): Spoiled => ['accruePoints', 'recipient', { person }, 'recipient.person'],
  ),
  ['accruePoints', 'unknown', 1],
  ...each('accruePointsInBulk', 'items', [[], Array.from({ length: 1_001 }, () => oneItem), null]),
  ...each('accruePointsInBulk', 'items.1.amount', notWhole),
  ...each('accruePointsInBulk', 'items.1.idempotencyKey', notKeys),
  ...each('accruePointsInBulk', 'items.0.recipient', [{}, { account: 'a', person: 'p' }]),
  ...each(
    'accruePointsInBulk',
    'items.0.recipient',
    [{ account: '' }],
    'items.0.recipient.account',
  ),
  ...each('accruePointsInBulk', 'contract', notIds),
  ...each('accruePoints', 'scheduledFor', notInstants),
  ...each('cancelAccrual', 'accrual', [...notIds, contract, null]),
  ...spoiledSpending('redeemPoints'),
  ...spoiledSpending('authorizeRedemption'),
  ...each('authorizeRedemption', 'holdDays', [0, -1, 31, 1.5, '7', 2 ** 31, null]),
  ...each('captureRedemption', 'points', [
    ...notWhole.filter((value) => value !== null),
    ...notPositive,
  ]),
  ...each('refundRedemption', 'points', [...notWhole, ...notPositive]),
  ...each('refundRedemption', 'reason', notTexts),
  ...(['captureRedemption', 'voidRedemption', 'refundRedemption'] as const).flatMap((mutation) => [
    ...each(mutation, 'idempotencyKey', notKeys),
    ...each(mutation, 'redemption', [...notIds, contract, null]),
  ]),
  ...each('requestCouponOrder', 'contract', [...notIds, null]),
  ...each('requestCouponOrder', 'agency', notCodes),
  ...each('requestCouponOrder', 'eventTitle', [...notTexts, null]),
  ...each('requestCouponOrder', 'value', notWhole),
  ...each('requestCouponOrder', 'quantity', [0, -1, 1_000_001, 1.5, '1', 2 ** 31, null]),
  ...each('requestCouponOrder', 'registerBy', [...notDates, '2020-12-31', null]),
  ...each('requestCouponOrder', 'delivery', notEnums),
  ...each('requestCouponOrder', 'deliveredBy', ['AGENCY', 'OPERATOR', ...notEnums]),
  ...orderSteps.flatMap((mutation) => each(mutation, 'order', [...notIds, contract, null])),
  ...each('issueCouponOrder', 'idempotencyKey', notKeys),
  ...each('voidCouponOrder', 'reason', [...notTexts, null]),
  ...each('exportCouponCodes', 'order', [...notIds, contract, null]),
  ...each('allowCouponExport', 'order', [...notIds, contract, null]),
  ...each('allowCouponExport', 'reason', [...notTexts, null]),
  ...each('registerCoupon', 'idempotencyKey', notKeys),
  ...each('registerCoupon', 'account', notCodes),
  ...each('registerCoupon', 'code', ['c'.repeat(101), 12_345_678, ['x'], null]),
  ...each('depositBudget', 'points', [...notWhole, ...notPositive, 1_000_000_000_001]),
  ...each('depositBudget', 'idempotencyKey', notKeys),
  ...each('depositBudget', 'contract', notIds),
  ...each('resendNotice', 'notice', [...notIds, contract, null]),
  ...each('createPartner', 'code', [...notCodes, null]),
  ...each('createPartner', 'name', [...notTexts, null]),
  ...each('createPartner', 'businessNumber', notTexts),
  ...each('setPartnerStatus', 'partner', notCodes),
  ...each('setPartnerStatus', 'status', notEnums),
  ...each('createAgency', 'code', notCodes),
  ...each('createAgency', 'name', notTexts),
  ...each('createAgency', 'commissionBasisPoints', [-1, 10_001, 1.5, '1', null]),
  ...each('setAgencyStatus', 'agency', notCodes),
  ...each('setAgencyStatus', 'status', notEnums),
  ...each('addCountry', 'code', ['fr', 'F', 'FRA', '', 'ZZ', 'F\u0000']),
  ...each('addCountry', 'name', notTexts),
  ...each('addCountry', 'currency', ['eur', 'EU', 'XYZ', '']),
  ...each('createMerchant', 'code', notCodes),
  ...each('createMerchant', 'name', notTexts),
  ...each('createMerchant', 'country', ['kr', 'K', '', 'ZZ']),
  ...each('createMerchant', 'currency', ['krw', 'KR', 'XYZ', '']),
  ...each('createMerchant', 'acceptsPoints', ['true', 1, null]),
  ...each('setMerchantAcceptsPoints', 'merchant', notCodes),
  ...each('setMerchantAcceptsPoints', 'acceptsPoints', ['true', 1, null]),
  ...each('createAccount', 'externalId', notCodes),
  ...each('createAccount', 'person', notTexts),
  ...each('createAccount', 'birthDate', [...notDates, '2999-01-01']),
  ...each('closeAccount', 'account', notCodes),
  ...each('setWalletStatus', 'account', notCodes),
  ...each('setWalletStatus', 'status', notEnums),
  ...each('createContract', 'partner', notCodes),
  ...each('createContract', 'channel', notEnums),
  ...each('createContract', 'billing', notEnums),
  ...each('createContract', 'couponBilling', notEnums),
  ...each('createContract', 'validityMonths', [1.5, '60', 2 ** 31, null]),
  ...each('createContract', 'unitPrice', ['-0.1', '1.2345678', '10000000000', '1e2', '', 1]),
  ...each('createContract', 'creditLimit', [...notPositive, 1.5, '1', 1_000_000_000_001]),
  ...each('createContract', 'startsOn', [...notDates, null]),
  ...each('createContract', 'endsOn', [...notDates, '2024-02-28']),
  ['createContract', 'billing', 'PREPAID', 'creditLimit'],
  ...each('changeContractStatus', 'contract', notIds),
  ...each('changeContractStatus', 'status', notEnums),
]
