import { kstTimeOf } from './calendar.ts'

/** Why a business rule said no: the rule's number, and a sentence in each language. */
interface Ruling {
  /** Null for the general codes. */
  readonly rule: string | null
  readonly en: string
  readonly ko: string
}

/** Every refusal there is. Its code is spelled here and nowhere else. */
export const rulings = {
  ACCRUAL_AMOUNT_OUT_OF_RANGE: {
    rule: 'R2',
    en: 'An accrual is 1 to 2,000,000 points. Split a larger grant.',
    ko: '적립은 1P 이상 2,000,000P 이하만 가능합니다. 더 큰 금액은 나누어 요청해 주세요.',
  },
  ACCRUAL_ALREADY_COMPLETED: {
    rule: 'R7',
    en: 'The points have been granted, and a completed accrual cannot be cancelled.',
    ko: '이미 적립이 완료되어 취소할 수 없습니다.',
  },
  RECIPIENT_NOT_FOUND: {
    rule: 'R9',
    en: 'There is no such recipient with an active account. Check the account or the identity value.',
    ko: '활성 계정을 가진 수신자를 찾을 수 없습니다. 계정 또는 식별값을 확인해 주세요.',
  },
  RECIPIENT_HAS_MULTIPLE_ACCOUNTS: {
    rule: 'R9',
    en: 'The person has several accounts, so points cannot be granted by API. Give a coupon instead.',
    ko: '복수 계정을 보유한 사용자에게는 API로 적립할 수 없습니다. 포인트 쿠폰을 이용해 주세요.',
  },
  CONTRACT_NOT_LIVE: {
    rule: 'R13',
    en: 'The contract is not live on that date. Check its status, startsOn and endsOn.',
    ko: '해당 일자에 유효한 계약이 아닙니다. 계약 상태와 기간을 확인해 주세요.',
  },
  CONTRACT_BUDGET_EXCEEDED: {
    rule: 'R12',
    en: "The contract's remaining budget does not cover this. Deposit points, or ask for more credit.",
    ko: '계약의 남은 예산이 부족합니다. 포인트를 충전하거나 한도를 조정해 주세요.',
  },
  CONTRACT_CHANNEL_MISMATCH: {
    rule: 'R13',
    en: 'The contract grants points by another channel. Use a contract of this channel.',
    ko: '계약의 지급 채널이 다릅니다. 해당 채널의 계약을 사용해 주세요.',
  },
  VALIDITY_NOT_AGREED: {
    rule: 'R6',
    en: 'Validity is 24 or 60 months; another term of 1 to 120 must be marked as negotiated.',
    ko: '유효기간은 24개월 또는 60개월입니다. 다른 기간(1~120개월)은 별도 협의가 필요합니다.',
  },
  PARTNER_SUSPENDED: {
    rule: 'R13',
    en: 'The partner is suspended and grants nothing new. Speak to the operator.',
    ko: '이용이 정지된 제휴사는 새로 지급할 수 없습니다. 운영자에게 문의해 주세요.',
  },
  INVALID_STATE_CHANGE: {
    rule: null,
    en: 'This step is not possible from the present state. Look at the state and try the step that follows it.',
    ko: '현재 상태에서는 처리할 수 없습니다. 상태를 확인한 뒤 다음 단계로 진행해 주세요.',
  },
  COUPON_CODE_MALFORMED: {
    rule: 'R16',
    en: 'The code has a typing error. Check it character by character.',
    ko: '쿠폰 코드에 오타가 있습니다. 다시 확인해 주세요.',
  },
  COUPON_NOT_FOUND: {
    rule: 'R16',
    en: 'There is no such coupon.',
    ko: '존재하지 않는 쿠폰입니다.',
  },
  COUPON_ALREADY_REGISTERED: {
    rule: 'R16',
    en: 'The coupon has been registered already.',
    ko: '이미 등록된 쿠폰입니다.',
  },
  COUPON_EXPIRED: {
    rule: 'R16',
    en: "The coupon's deadline for registering has passed.",
    ko: '등록 기한이 지난 쿠폰입니다.',
  },
  COUPON_NOT_DELIVERED: {
    rule: 'R16',
    en: 'The coupon has not been delivered yet. Try again later.',
    ko: '아직 발송되지 않은 쿠폰입니다. 잠시 후 다시 시도해 주세요.',
  },
  COUPON_ATTEMPTS_EXCEEDED: {
    rule: 'R17',
    en: 'Too many wrong codes: coupon entry is locked for thirty minutes.',
    ko: '잘못된 코드를 여러 번 입력하여 30분간 등록이 제한됩니다.',
  },
  INSUFFICIENT_POINTS: {
    rule: 'R26',
    en: 'There are fewer points than asked for. Ask for fewer.',
    ko: '포인트가 부족합니다. 사용할 포인트를 줄여 주세요.',
  },
  WALLET_NOT_ACTIVE: {
    rule: 'R26',
    en: 'The wallet is frozen or closed. Speak to the operator.',
    ko: '정지되었거나 해지된 지갑입니다. 운영자에게 문의해 주세요.',
  },
  MERCHANT_NOT_ELIGIBLE: {
    rule: 'R22',
    en: 'Points cannot be spent at this merchant. Take another means of payment.',
    ko: '포인트를 사용할 수 없는 가맹점입니다. 다른 결제 수단을 이용해 주세요.',
  },
  REDEMPTION_EXCEEDS_ORDER: {
    rule: 'R21',
    en: "Points and discount together exceed the order's amount. Lower one of them.",
    ko: '포인트와 할인 금액의 합이 주문 금액을 초과합니다. 포인트나 할인 금액을 줄여 주세요.',
  },
  ORDER_ALREADY_REDEEMED: {
    rule: 'R21',
    en: 'Points have been spent on this order already. One order has one redemption.',
    ko: '이미 포인트를 사용한 주문입니다. 주문 하나에는 한 번만 사용할 수 있습니다.',
  },
  FOREIGN_AMOUNT_MISMATCH: {
    rule: 'R24',
    en: "The foreign amount must be in the merchant's currency, and amount x rate, rounded half up, must be the order's amount in won. A merchant in KRW takes none.",
    ko: '현지 금액은 가맹점 통화여야 하며, 금액 x 환율(반올림)이 원화 주문 금액과 같아야 합니다. 원화 가맹점에는 입력할 수 없습니다.',
  },
  REFUND_EXCEEDS_REDEMPTION: {
    rule: 'R25',
    en: 'More points than were captured cannot be refunded. The most is capturedPoints - refundedPoints.',
    ko: '사용한 포인트보다 많이 환불할 수 없습니다. 남은 환불 가능 포인트(capturedPoints - refundedPoints)를 확인해 주세요.',
  },
  HOLD_EXPIRED: {
    rule: 'R20',
    en: 'The hold has ended. Authorize again.',
    ko: '포인트 보류 기간이 만료되었습니다. 다시 승인해 주세요.',
  },
  PROMOTION_NOT_OPEN: {
    rule: 'R29',
    en: 'The promotion or the mission is not open at this time.',
    ko: '현재 참여할 수 있는 프로모션 기간이 아닙니다.',
  },
  PROMOTION_NOT_ELIGIBLE: {
    rule: 'R29',
    en: 'The member cannot take part in this promotion.',
    ko: '프로모션 참여 대상이 아닙니다.',
  },
  MISSION_ALREADY_COMPLETED: {
    rule: 'R30',
    en: 'The member has completed this mission already.',
    ko: '이미 완료한 미션입니다.',
  },
  SETTLEMENT_PERIOD_OPEN: {
    rule: 'R31',
    en: 'The month is not over yet. Settle it when it is.',
    ko: '아직 종료되지 않은 정산 기간입니다.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    rule: 'R35',
    en: 'The idempotency key was used for another input. Use a new key.',
    ko: '다른 요청에 사용된 멱등 키입니다. 새로운 키를 사용해 주세요.',
  },
  NOT_FOUND: {
    rule: null,
    en: 'There is no such object. Check its id or code, and whether it is yours.',
    ko: '대상을 찾을 수 없습니다. ID 또는 코드와 권한을 확인해 주세요.',
  },
  ALREADY_EXISTS: {
    rule: null,
    en: 'Another one has that code or id already. Choose another, or look that one up.',
    ko: '이미 존재합니다. 다른 코드나 ID를 사용하거나 기존 항목을 조회해 주세요.',
  },
} as const satisfies Record<string, Ruling>

export type RuleCode = keyof typeof rulings

/** A rule's "no", as a value; only a defect is thrown. Nothing was written. */
export interface Refusal<Code extends RuleCode = RuleCode> {
  readonly code: Code
  /** Where in the input, for example `['input', 'amount']`. */
  readonly path: readonly string[] | null
  /** R17: how many more codes may fail before coupon entry is locked. */
  readonly attemptsLeft?: number
  /** R17: when coupon entry opens again. */
  readonly lockedUntil?: Date
}

/** @param path the field of the input that the rule refused, dotted; left out where it is none. */
export const refuse = <Code extends RuleCode>(code: Code, path?: string): Refusal<Code> => ({
  code,
  path: path ? ['input', ...path.split('.')] : null,
})

/** A code alone does not make a refusal: partners and merchants have codes of their own. */
export const isRefusal = (value: object): value is Refusal =>
  'code' in value &&
  'path' in value &&
  typeof value.code === 'string' &&
  Object.hasOwn(rulings, value.code)

export type Language = 'ko' | 'en'

/** What a person reads: the rule's sentence, and what is left of their attempts. */
export function sentenceOf(refusal: Refusal, language: Language): string {
  const { code, attemptsLeft, lockedUntil } = refusal
  const words: string[] = [rulings[code][language]]
  if (attemptsLeft !== undefined) words.push(attemptsSentences[language](attemptsLeft))
  if (lockedUntil) words.push(lockSentences[language](kstTimeOf(lockedUntil)))
  return words.join(' ')
}

const attemptsSentences = {
  en: (left: number) => {
    if (left === 0) return 'No attempt is left: coupon entry is locked for thirty minutes.'
    return left === 1 ? '1 attempt is left.' : `${left} attempts are left.`
  },
  ko: (left: number) =>
    left === 0 ? '남은 시도가 없어 30분간 등록이 제한됩니다.' : `남은 시도 횟수는 ${left}회입니다.`,
} as const satisfies Record<Language, (left: number) => string>

const lockSentences = {
  en: (time: string) => `Try again after ${time} (KST).`,
  ko: (time: string) => `${time} 이후에 다시 시도해 주세요.`,
} as const satisfies Record<Language, (time: string) => string>
