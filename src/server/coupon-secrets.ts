import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { type CouponCode, couponCode, randomBytesOfCode } from '../domain/coupon-code.ts'
import type { CouponSecrets, Sheet } from '../jobs/coupon-secrets.ts'

const codeLength = 17

/**
 * R15: codes are found by an HMAC and kept sealed by AES-256-GCM: each order's sheets under a key of
 * the order's own, which is sealed in turn. Both keys come from CODE_SECRET.
 */
export function openCouponSecrets(secret: string): CouponSecrets {
  const hashKey = derived(secret, 'coupon code hash')
  const keyOfKeys = derived(secret, 'coupon seal keys')
  const nextRandom = openRandom(randomBytesOfCode)
  const openKey = (sealKey: Uint8Array, order: string) => unsealed(keyOfKeys, order, sealKey)
  return {
    newCode: () => couponCode(nextRandom()),
    hashOf: (code) => createHmac('sha256', hashKey).update(code).digest(),
    newSealKey: (order) => sealed(keyOfKeys, order, randomBytes(32)),
    seal: (sealKey, sheet, codes) =>
      sealed(openKey(sealKey, sheet.order), nameOf(sheet), Buffer.from(codes.join(''))),
    unseal: (sealKey, sheet, text) =>
      codesOf(unsealed(openKey(sealKey, sheet.order), nameOf(sheet), text).toString()),
  }
}

const drawsAtOnce = 200

/** Random bytes, so many each time. They are asked for together: each asking costs as much as a code's hash. */
function openRandom(length: number): () => Uint8Array {
  let drawn = Buffer.alloc(0)
  return () => {
    if (drawn.length === 0) drawn = randomBytes(length * drawsAtOnce)
    const next = drawn.subarray(0, length)
    drawn = drawn.subarray(length)
    return next
  }
}

const derived = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))

/** Bound to its place: a sheet of another order, or moved, does not open. */
const nameOf = ({ order, number }: Sheet): string => `${order} ${number}`

const nonceLength = 12
const tagLength = 16

/** Nonce, tag and text. */
function sealed(key: Uint8Array, name: string, text: Uint8Array): Buffer {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const body = [cipher.update(text), cipher.final()]
  return Buffer.concat([nonce, cipher.getAuthTag(), ...body])
}

function unsealed(key: Uint8Array, name: string, box: Uint8Array): Buffer {
  const nonce = box.subarray(0, nonceLength)
  const tag = box.subarray(nonceLength, nonceLength + tagLength)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  decipher.setAAD(Buffer.from(name)).setAuthTag(tag)
  return Buffer.concat([decipher.update(box.subarray(nonceLength + tagLength)), decipher.final()])
}

const codesOf = (text: string): readonly CouponCode[] =>
  Array.from(
    { length: text.length / codeLength },
    (_, place) => text.slice(place * codeLength, (place + 1) * codeLength) as CouponCode,
  )
