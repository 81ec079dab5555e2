import type { WalletId } from '../../src/domain/ids.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import type { RegisterCoupon } from '../../src/posting/asks.ts'
import { registerCoupon } from '../../src/posting/register-coupon.ts'
import { world } from './books.ts'
import { kstDate, nth } from './given.ts'
import { codeHash, couponContract, now, type Shelf, shelf } from './ordered.ts'

export const asked = (told: Partial<RegisterCoupon> = {}): RegisterCoupon => ({
  kind: 'registerCoupon',
  caller: { kind: 'USER', code: 'user-1' },
  idempotencyKey: 'register-1',
  account: 'user-1',
  codeHash,
  ...told,
})

export const decided = (told: Partial<Shelf> = {}, at = now, command = asked()) =>
  registerCoupon.decide(command, shelf(told, at), { at, on: kstDate('2024-02-01') })

export function registered(told: Partial<Shelf> = {}, at = now) {
  const decision = decided(told, at)
  if (isRefusal(decision)) throw new Error(decision.code)
  return decision
}

export function refused(told: Partial<Shelf> = {}, at = now, command = asked()): Refusal {
  const decision = decided(told, at, command)
  if (!isRefusal(decision)) throw new Error('It was registered')
  return decision
}

export const own = nth<WalletId>(1)
export const others = nth<WalletId>(2)
export const found = (told: Parameters<typeof world>[0] = {}) =>
  world({ contract: couponContract(), ...told })
