/** Places for those who follow wallets: so many in all, and so many for each. */
export interface Places {
  /** False, and nothing is taken, where there is none. */
  readonly take: (wallet: string) => boolean
  readonly leave: (wallet: string) => void
  readonly taken: () => number
}

export function openPlaces(bounds: { most: number; mostOfWallet: number }): Places {
  const { most, mostOfWallet } = bounds
  const taken = new Map<string, number>()
  let inAll = 0
  const takenOf = (wallet: string) => taken.get(wallet) ?? 0
  return {
    take(wallet) {
      if (inAll >= most || takenOf(wallet) >= mostOfWallet) return false
      taken.set(wallet, takenOf(wallet) + 1)
      inAll += 1
      return true
    },
    leave(wallet) {
      const left = takenOf(wallet) - 1
      if (left > 0) taken.set(wallet, left)
      else taken.delete(wallet)
      inAll -= 1
    },
    taken: () => inAll,
  }
}
