declare const unit: unique symbol
type Amount<Unit extends string = string> = bigint & { readonly [unit]: Unit }

/** What users hold. Whole points; 1 point spends as 1 won (R1). */
export type Points = Amount<'points'>

/** What orders and settlements are counted in. Whole won. */
export type Won = Amount<'won'>

export const points = (value: bigint): Points => value as Points
export const won = (value: bigint): Won => value as Won
export const noPoints = points(0n)

/** R1: the won that points pay for. */
export const wonOf = (value: Points): Won => won(value)

// Amounts are added here, because `points + won` would compile: operators widen to bigint.
export const plus = <A extends Amount>(a: A, b: A): A => add(a, b) as A
export const minus = <A extends Amount>(a: A, b: A): A => add(a, -BigInt(b)) as A
export const negated = <A extends Amount>(a: A): A => -BigInt(a) as A
export const smaller = <A extends Amount>(a: A, b: A): A => (a < b ? a : b)
export const total = <A extends Amount>(amounts: Iterable<A>): A => {
  let sum = 0n
  for (const amount of amounts) sum += amount
  return sum as A
}

const add = (a: bigint, b: bigint): bigint => a + b

/** R2: the smallest and the largest accrual, both allowed; so are a coupon, a reward, a prize. */
export const accrualRange = { least: points(1n), most: points(2_000_000n) } as const

/** R2: whether that many points can be granted at once. */
export const isGrantable = (amount: Points): boolean =>
  amount >= accrualRange.least && amount <= accrualRange.most

/** R3: the most that a wallet holds, available and held together. */
export const walletCap = points(2_000_000n)
