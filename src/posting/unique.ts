/** Each value once, and none that is missing. */
export const unique = <T>(values: Iterable<T | undefined>): T[] => [
  ...new Set([...values].filter((value) => value !== undefined)),
]
