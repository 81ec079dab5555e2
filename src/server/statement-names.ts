import { hash } from 'node:crypto'

const names = new Map<string, string>()

/**
 * Statements written by hand are parsed and planned once a connection, under a name: posting
 * sends the same few thousands of times. There is a fixed number of them; what Prisma writes has
 * as many forms as clients think of selections, and stays without a name.
 */
export function statementName({ sql }: { readonly sql: string }): string {
  if (!isByHand(sql)) return unnamed
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = hash('sha256', sql).slice(0, 32)
  names.set(sql, name)
  return name
}

/** In the protocol, the statement that is forgotten with the next one. */
const unnamed = ''

/** By hand they start on a line of their own; Prisma's start at once. */
const isByHand = (sql: string): boolean => sql.startsWith('\n')
