import type { WalletId } from '../domain/ids.ts'

/** A wallet, and how many of its lots hold something: what it weighs. */
export interface WeighedWallet {
  readonly id: WalletId
  readonly lots: number
}

/** Wallets in pages of at most so many lots each; one that alone has more is a page of its own. */
export function pagesByLots(
  wallets: readonly WeighedWallet[],
  lotsMost: number,
): readonly (readonly WalletId[])[] {
  const pages: WalletId[][] = []
  let room = 0
  for (const { id, lots } of wallets) {
    if (pages.length === 0 || lots > room) {
      pages.push([])
      room = lotsMost
    }
    pages.at(-1)?.push(id)
    room -= lots
  }
  return pages
}
