declare const form: unique symbol

/** A coupon's code: 16 random characters and a check character, without hyphens (R15). */
export type CouponCode = string & { readonly [form]: 'coupon code' }

/** Crockford's Base32, which leaves out I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const bitsOfCharacter = 5n
const lengthOfRandom = 16

/** R15: 80 random bits, as bytes. */
export const randomBytesOfCode = 10

/** R15: the code of 80 random bits. */
export function couponCode(random: Uint8Array): CouponCode {
  if (random.length !== randomBytesOfCode) throw new Error('A code is made of 80 random bits')
  let bits = 0n
  for (const byte of random) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let place = lengthOfRandom - 1; place >= 0; place -= 1)
    text += alphabet[Number((bits >> (bitsOfCharacter * BigInt(place))) & 31n)]
  return (text + checkOf(text)) as CouponCode
}

/**
 * R15: the code that somebody typed; undefined where the check character shows a typing error.
 * Case, spaces, hyphens and the look-alikes I, L and O don't matter.
 */
export function parseCouponCode(typed: string): CouponCode | undefined {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .replaceAll(/[IL]/g, '1')
    .replaceAll('O', '0')
  if (!/^[0-9A-HJKMNP-TV-Z]{17}$/.test(text)) return undefined
  return text.at(-1) === checkOf(text.slice(0, -1)) ? (text as CouponCode) : undefined
}

/** R15: as it is printed, 4-4-4-4-1. */
export const printedCode = (code: CouponCode): string => code.match(/.{1,4}/g)?.join('-') ?? ''

/** R15: the last four characters, which are kept in the clear. */
export const suffixOf = (code: CouponCode): string => code.slice(-4)

/**
 * The sum of all characters, each times its own power of a generator of the field of 32 elements:
 * no two of 17 places weigh the same, so that no wrong character and no swap goes unseen.
 */
function checkOf(text: string): string {
  let sum = 0
  for (const character of text) sum = timesGenerator(sum ^ alphabet.indexOf(character))
  return alphabet.charAt(sum)
}

/** In the field of 32 elements made by x^5 + x^2 + 1, in which x generates all but zero. */
const timesGenerator = (element: number): number =>
  element & 16 ? (element << 1) ^ 0b100101 : element << 1
