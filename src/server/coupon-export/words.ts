import type { Language } from '../../domain/refusal.ts'
import type { Answer } from '../answer.ts'

/** Why a link gives nothing, and what to do next. */
const sentences = {
  UNKNOWN: {
    status: 404,
    en: 'There is no such link, or a newer one took its place. Ask exportCouponCodes for one.',
    ko: '존재하지 않거나 새 링크로 대체된 링크입니다. exportCouponCodes로 다시 요청해 주세요.',
  },
  LAPSED: {
    status: 410,
    en: 'The ten minutes of this link are over. Ask exportCouponCodes for a new one.',
    ko: '링크의 유효 시간 10분이 지났습니다. exportCouponCodes로 다시 요청해 주세요.',
  },
  USED: {
    status: 410,
    en: 'This link has been used, and works once. If the codes did not arrive whole, the operator can allow another export (allowCouponExport).',
    ko: '이미 사용된 링크이며 한 번만 사용할 수 있습니다. 코드를 모두 받지 못했다면 운영자에게 다시 내보내기(allowCouponExport)를 요청해 주세요.',
  },
  ENDED: {
    status: 410,
    en: 'The order was stopped or is past its deadline, and its codes are worth nothing. Request a new order.',
    ko: '중지되었거나 등록 기한이 지난 주문으로 코드를 사용할 수 없습니다. 새로 주문해 주세요.',
  },
  METHOD: {
    status: 405,
    en: 'Fetch this link by GET. It has not been used.',
    ko: '이 링크는 GET으로만 받을 수 있습니다. 아직 사용되지 않았습니다.',
  },
} as const satisfies Record<string, { readonly status: number } & Record<Language, string>>

export type NoCodes = keyof typeof sentences

export const answerNoCodes = (why: NoCodes, language: Language): Answer => ({
  status: sentences[why].status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...(why === 'METHOD' && allow) },
  body: `${sentences[why][language]}\n`,
})

const allow = { allow: 'GET' }
