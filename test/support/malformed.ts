import type { Input } from './market.ts'
import type { Mutation } from './mutations.ts'

const globalId = (text: string) => Buffer.from(text).toString('base64')
export const contract = globalId('Contract:0194fdc0-0000-7000-8000-000000000000')
const keyed = { idempotencyKey: 'key' }
const oneItem = { ...keyed, recipient: { account: 'nobody' }, amount: 1 }

/** An input of each mutation that is well-formed, and names nothing that exists. */
export const usual: Readonly<Record<Mutation, Input>> = {
  accruePoints: { ...oneItem, contract },
  accruePointsInBulk: { contract, items: [oneItem, structuredClone(oneItem)] },
  redeemPoints: {
    ...keyed,
    account: 'nobody',
    merchant: 'nobody',
    orderId: 'order 1',
    orderAmount: 211_511,
    points: 1,
    foreign: { amount: '1234.50', currency: 'MOP', rate: '171.3333' },
  },
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
const notEnums = ['NEITHER', 'live', '', 1, null]

const each = (mutation: Mutation, where: string, values: readonly unknown[], path?: string) =>
  values.map((value): Spoiled => (path ? [mutation, where, value, path] : [mutation, where, value]))

const account = (value: unknown) => ({ account: value })
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
  ...each('redeemPoints', 'points', [...notWhole, ...notPositive]),
  ...each('redeemPoints', 'orderAmount', [...notWhole, ...notPositive]),
  ...each('redeemPoints', 'discountAmount', [...notWhole, -1]),
  ...each('redeemPoints', 'idempotencyKey', notKeys),
  ...each('redeemPoints', 'account', notCodes),
  ...each('redeemPoints', 'merchant', notCodes),
  ...each('redeemPoints', 'orderId', notTexts),
  ...each('redeemPoints', 'foreign.amount', [
    '0',
    '-1',
    '1.234',
    '1e3',
    '',
    'x',
    1234.5,
    '1'.repeat(19),
  ]),
  ...each('redeemPoints', 'foreign.rate', ['0', '-1', '0.0000000000001', '1'.repeat(13), 'NaN', 1]),
  ...each('redeemPoints', 'foreign.currency', ['XYZ', 'mop', 'MO', '', 'MOPX', 'ZZZ']),
  ['redeemPoints', 'foreign', { amount: '1.5', currency: 'JPY', rate: '9' }, 'foreign.amount'],
  ['redeemPoints', 'foreign', { amount: '1.5', currency: 'MOP' }, 'foreign.rate'],
  ...each('depositBudget', 'points', [...notWhole, ...notPositive, 1_000_000_000_001]),
  ...each('depositBudget', 'idempotencyKey', notKeys),
  ...each('depositBudget', 'contract', notIds),
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
