import DataLoader from 'dataloader'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { openStandings, type Standings } from './accounts/standings.ts'
import { type NoticedAccrual, openAccrualOf } from './notices/noticed-accruals.ts'

/** What a request has loaded in batches, and needs in more than one place. */
export interface Loaders {
  /** Wallets with what they hold, as posting would leave them now, by the wallet's id. */
  readonly standings: Standings
  /** The id of an account's wallet, by the account's external id. */
  readonly walletOf: DataLoader<string, string | undefined>
  /** What the words of a notice are made of, by its accrual's id. */
  readonly accrualOf: DataLoader<string, NoticedAccrual | undefined>
  /** To be called before a mutation, which changes what was loaded for the one before. */
  readonly forget: () => void
}

interface Request {
  readonly db: PrismaClient
  readonly now: () => Date
}

/** Each is made only for requests that ask for it. */
export function openLoaders(request: Request): Loaders {
  let standings: Loaders['standings'] | undefined
  let walletOf: Loaders['walletOf'] | undefined
  let accrualOf: Loaders['accrualOf'] | undefined
  return {
    get standings() {
      standings ??= openStandings(request)
      return standings
    },
    get walletOf() {
      walletOf ??= openWalletOf(request)
      return walletOf
    },
    get accrualOf() {
      accrualOf ??= openAccrualOf(request)
      return accrualOf
    },
    forget() {
      standings = undefined
      walletOf = undefined
      accrualOf = undefined
    },
  }
}

const openWalletOf = ({ db }: Request): Loaders['walletOf'] =>
  new DataLoader(async (externalIds) => {
    const wallets = await db.wallet.findMany({
      where: { account: { externalId: { in: [...externalIds] } } },
      select: { id: true, account: { select: { externalId: true } } },
    })
    const ids = new Map(wallets.map(({ id, account }) => [account.externalId, id]))
    return externalIds.map((externalId) => ids.get(externalId))
  })
