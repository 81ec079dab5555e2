import type { Caller } from '../domain/caller.ts'
import type { CouponCode } from '../domain/coupon-code.ts'
import type { Language } from '../domain/refusal.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { Posting } from '../posting/posting.ts'
import type { WalletWatch } from './accounts/wallet-watch.ts'
import { type Loaders, openLoaders } from './loaders.ts'

/** What a request's resolvers work with. */
export interface Context {
  /** Undefined: nobody said who is calling. */
  readonly caller: Caller | undefined
  /** For how long the caller is known, in real time; undefined: for as long as they like. */
  readonly callerUntil: Date | undefined
  readonly db: PrismaClient
  readonly posting: Posting
  readonly walletWatch: WalletWatch
  /** The instant of the request, the same for all of it. */
  readonly now: () => Date
  readonly language: Language
  /** The keyed hash, in hex, by which a person is known. */
  readonly hashPerson: (identity: string) => string
  /** The keyed hash, in hex, by which a coupon's code is known. */
  readonly hashCode: (code: CouponCode) => string
  /** The link by which whoever has that token gets the codes of an order. */
  readonly exportUrlOf: (token: string) => string
  readonly requestId: string
  readonly loaders: Loaders
  /** The same for a later instant, in which nothing has been loaded yet: an event has its own. */
  readonly anew: () => Context
}

export type ContextParts = Omit<Context, 'loaders' | 'anew'>

/** @param parts of these, `now` is read once, when it is first asked for. */
export function createContext(parts: ContextParts): Context {
  let at: Date | undefined
  const now = () => {
    at ??= parts.now()
    return at
  }
  const loaders = openLoaders({ db: parts.db, now })
  return { ...parts, now, loaders, anew: () => createContext(parts) }
}
