import type { Caller } from '../../domain/caller.ts'

/** One thing that happened in the demo world: a mutation, by a caller, at an instant. */
export interface Step {
  /** RFC 3339. Steps are in the order of their instants. */
  readonly at: string
  readonly by: Caller
  readonly mutation: string
  /**
   * A `contract` is named as `PARTNER CHANNEL MONTHS`; a partner of the demo has one of each. An
   * `order` of coupons is named by its title.
   */
  readonly input: Readonly<Record<string, unknown>>
}

const operator: Caller = { kind: 'OPERATOR', code: 'demo' }
const as = (kind: 'PARTNER' | 'MERCHANT', code: string): Caller => ({ kind, code })

const opening = '2023-07-13T09:00:00+09:00'

const agree = (mutation: string, ...inputs: Step['input'][]): Step[] =>
  inputs.map((input) => ({ at: opening, by: operator, mutation, input }))

/** When, by which partner's contract, to whom, how much, why. */
const grants = [
  // The guide's own example, never spent: valid through 2028-07-31.
  ['2023-07-13T10:00:00+09:00', 'bakery API 60', 'doyun', 10, '여름맞이 이벤트'],
  ['2023-08-05T11:30:00+09:00', 'telecom API 24', 'minjun', 30_000, '장기 고객 감사'],
  ['2024-03-04T09:10:00+09:00', 'bakery API 60', 'taeo', 700, '방문 감사'],
  // R3: 50,000 of the second one wait, because the wallet is full.
  ['2024-05-02T14:00:00+09:00', 'bakery API 60', 'seoyeon', 1_950_000, '경품 추첨 1등'],
  ['2024-05-03T14:00:00+09:00', 'bakery API 60', 'seoyeon', 100_000, '경품 추첨 특별상'],
  // R27: what remained of minjun's first points has expired, and is carried out now.
  ['2025-09-03T08:00:00+09:00', 'telecom API 24', 'minjun', 5_000, '장기 고객 감사'],
  ['2025-10-01T10:00:00+09:00', 'bakery API 60', 'jiwoo', 300_000, '임직원 복지'],
  // R13: under a contract in TESTING nothing real is granted.
  ['2026-09-01T16:00:00+09:00', 'bakery API 24', 'jiwoo', 1_000, '연동 테스트'],
  ['2026-10-20T12:00:00+09:00', 'telecom API 24', 'doyun', 2_500, '첫 구매 선물'],
] as const

const home = (orderAmount: number, discountAmount = 0) => ({ orderAmount, discountAmount })
const abroad = (orderAmount: number, amount: string, currency: string, rate: string) => ({
  orderAmount,
  foreign: { amount, currency, rate },
})

/** When, where, who, the order's number, how many points, the order. */
const redemptions = [
  ['2024-02-10T13:05:00+09:00', 'cafe-seoul', 'minjun', '1001', 12_000, home(15_000, 1_000)],
  // R4: the room that it makes is filled at once.
  ['2024-05-20T18:40:00+09:00', 'cafe-seoul', 'seoyeon', '1002', 30_000, home(30_000)],
  [
    '2025-11-11T11:11:00+09:00',
    'egg-tart-macau',
    'jiwoo',
    'M-7',
    200_000,
    abroad(211_511, '1234.50', 'MOP', '171.3333'),
  ],
  [
    '2026-02-03T19:20:00+09:00',
    'ramen-osaka',
    'jiwoo',
    'O-31',
    5_000,
    abroad(13_685, '1500', 'JPY', '9.1234'),
  ],
  [
    '2026-06-18T12:30:00+09:00',
    'hawker-sg',
    'seoyeon',
    'S-4',
    26_119,
    abroad(26_119, '25.80', 'SGD', '1012.3456'),
  ],
] as const

const agreements: Step[] = [
  ...agree(
    'createPartner',
    { code: 'bakery', name: '행복제과', businessNumber: '123-45-67890' },
    { code: 'telecom', name: '푸른텔레콤', businessNumber: '234-56-78901' },
  ),
  ...agree('createAgency', {
    code: 'coupon-house',
    name: '쿠폰하우스',
    commissionBasisPoints: 500,
  }),
  ...agree(
    'createContract',
    contract('bakery', 'API', 60),
    contract('bakery', 'API', 24),
    { ...contract('bakery', 'COUPON', 60), couponBilling: 'ON_DELIVERY' },
    { ...contract('telecom', 'API', 24), billing: 'POSTPAID', creditLimit: 50_000_000 },
    { ...contract('telecom', 'PROMOTION', 60), billing: 'POSTPAID', creditLimit: 20_000_000 },
    { ...contract('telecom', 'COUPON', 24), couponBilling: 'ON_REGISTRATION' },
  ),
  ...agree(
    'changeContractStatus',
    { contract: 'bakery API 60', status: 'LIVE' },
    { contract: 'bakery API 24', status: 'TESTING' },
    { contract: 'bakery COUPON 60', status: 'LIVE' },
    { contract: 'telecom API 24', status: 'LIVE' },
    { contract: 'telecom PROMOTION 60', status: 'LIVE' },
    { contract: 'telecom COUPON 24', status: 'TESTING' },
  ),
  ...agree(
    'depositBudget',
    { idempotencyKey: 'demo-deposit-1', contract: 'bakery API 60', points: 100_000_000 },
    { idempotencyKey: 'demo-deposit-2', contract: 'bakery API 24', points: 1_000_000 },
    { idempotencyKey: 'demo-deposit-3', contract: 'bakery COUPON 60', points: 10_000_000 },
  ),
  ...agree(
    'createMerchant',
    { code: 'cafe-seoul', name: '서울커피', country: 'KR', currency: 'KRW' },
    { code: 'ramen-osaka', name: '大阪ラーメン', country: 'JP', currency: 'JPY' },
    { code: 'hawker-sg', name: 'Hawker Corner', country: 'SG', currency: 'SGD' },
    { code: 'egg-tart-macau', name: '澳門蛋撻', country: 'MO', currency: 'MOP' },
    {
      code: 'lotus-macau',
      name: '蓮花酒店',
      country: 'MO',
      currency: 'MOP',
      acceptsPoints: false,
    },
  ),
  ...agree(
    'createAccount',
    { externalId: 'jiwoo', person: 'ci-jiwoo', birthDate: '2009-03-02' },
    { externalId: 'minjun', person: 'ci-minjun', birthDate: '1990-11-20' },
    { externalId: 'seoyeon', person: 'ci-seoyeon', birthDate: '1985-05-05' },
    { externalId: 'doyun', person: 'ci-doyun' },
    { externalId: 'eunji', person: 'ci-eunji', birthDate: '2013-12-31' },
    { externalId: 'taeo', person: 'ci-taeo', birthDate: '1971-08-15' },
    { externalId: 'haru-1', person: 'ci-haru', birthDate: '2000-02-29' },
    { externalId: 'haru-2', person: 'ci-haru', birthDate: '2000-02-29' },
  ),
]

function contract(partner: string, channel: string, validityMonths: number): Step['input'] {
  return {
    partner,
    channel,
    validityMonths,
    unitPrice: channel === 'COUPON' ? '0.98' : '1',
    billing: 'PREPAID',
    startsOn: '2023-07-01',
  }
}

const happenings: Step[] = [
  ...grants.map(([at, contract, account, amount, eventTitle], index) => ({
    at,
    by: as('PARTNER', contract.split(' ')[0] ?? ''),
    mutation: 'accruePoints',
    input: {
      idempotencyKey: `demo-accrual-${index + 1}`,
      contract,
      recipient: { account },
      amount,
      purpose: 'EVENT_PRIZE',
      eventTitle,
    },
  })),
  ...redemptions.map(([at, merchant, account, orderId, points, order]) => ({
    at,
    by: as('MERCHANT', merchant),
    mutation: 'redeemPoints',
    input: { idempotencyKey: `demo-${orderId}`, merchant, account, orderId, points, ...order },
  })),
  {
    at: '2024-06-01T09:00:00+09:00',
    by: operator,
    mutation: 'closeAccount',
    input: { account: 'taeo' },
  },
  {
    at: '2024-06-02T09:00:00+09:00',
    by: operator,
    mutation: 'setWalletStatus',
    input: { account: 'eunji', status: 'FROZEN' },
  },
]

export const steps: readonly Step[] = [...agreements, ...happenings].toSorted(
  (a, b) => Date.parse(a.at) - Date.parse(b.at),
)
