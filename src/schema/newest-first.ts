/** What plugin-prisma asks for a page of: a positive number to take goes on, a negative one back. */
interface Asked {
  readonly cursor?: { readonly id?: string | undefined }
  readonly take: number
  readonly skip: number
}

/**
 * A page of a list that is sorted by id, newest first, as a range of ids. So it can be read beneath
 * several objects at once: a cursor stands in the list of one of them, and bounds those of all.
 */
export function rangeOf({ cursor, take, skip: _, ...selection }: Asked) {
  const isBackwards = take < 0
  return {
    /** What to read of each row, and beneath it. */
    selection: selection as object,
    within: cursor?.id ? { id: { [isBackwards ? 'gt' : 'lt']: cursor.id } } : {},
    orderBy: { id: isBackwards ? ('asc' as const) : ('desc' as const) },
    take: Math.abs(take),
  }
}

/** The rows of a range in the order of the list, no more than it takes of all that were read. */
export function newestFirst<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { orderBy, take }: Pick<ReturnType<typeof rangeOf>, 'orderBy' | 'take'>,
): Row[] {
  const sorted = rows.toSorted((one, other) => (one.id < other.id ? 1 : -1))
  return orderBy.id === 'desc'
    ? sorted.slice(0, take)
    : sorted.slice(Math.max(0, sorted.length - take))
}
