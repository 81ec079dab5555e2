import type { Language } from '../../domain/refusal.ts'

/** A sentence in each language that repeats nothing of the line. */
export type Sentence = Readonly<Record<Language, string>>

/** What can be wrong with a line as a whole. */
export const ofLine = {
  tooManyCells: {
    en: 'The line has more cells than the first line has columns.',
    ko: '첫 줄의 열보다 셀이 많습니다.',
  },
  notOneRecipient: {
    en: 'Exactly one of account and person must be given.',
    ko: 'account와 person 중 하나만 입력해 주세요.',
  },
} as const satisfies Record<string, Sentence>

/** What can be wrong with one of its cells; goes on after the name of its column. */
const ofCell = {
  notUtf8: { en: 'must be written in UTF-8.', ko: 'UTF-8로 저장해 주세요.' },
  notWhole: {
    en: 'must be a whole number of points, like 1000.',
    ko: '1000과 같은 정수로 입력해 주세요.',
  },
  tooLarge: { en: 'is too large.', ko: '값이 너무 큽니다.' },
  noCode: {
    en: 'must be 1 to 64 visible characters, without spaces.',
    ko: '공백 없이 64자 이내로 입력해 주세요.',
  },
  noIdentity: {
    en: 'must be 1 to 200 characters, none of them control characters.',
    ko: '제어 문자 없이 200자 이내로 입력해 주세요.',
  },
  noKey: {
    en: 'must be 1 to 64 visible ASCII characters, without spaces.',
    ko: '공백 없이 영문, 숫자, 기호(ASCII) 64자 이내로 입력해 주세요.',
  },
} as const satisfies Record<string, Sentence>

export type CellFault = keyof typeof ofCell

/** What is wrong with the cell of that column. */
export const inCell = (column: string, fault: CellFault): Sentence => ({
  en: `${column} ${ofCell[fault].en}`,
  ko: `${column}: ${ofCell[fault].ko}`,
})
