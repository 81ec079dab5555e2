import { parsePrismaCursor } from '@pothos/plugin-prisma'
import { parseId } from '../domain/ids.ts'
import { badInput } from './bad-input.ts'

/** The arguments of every connection. */
export interface PageArgs {
  readonly first?: number | null | undefined
  readonly last?: number | null | undefined
  readonly after?: string | null | undefined
  readonly before?: string | null | undefined
}

const defaultPage = 20
const longestPage = 100

/**
 * @param given a field's arguments, those of its connection among them.
 * @throws BAD_USER_INPUT naming the argument that asks for no page.
 */
export function checkPage(given: object, isCursor: (cursor: string) => boolean): void {
  const args: PageArgs = given
  for (const name of ['first', 'last'] as const) {
    const size = args[name] ?? 0
    if (size < 0 || size > longestPage)
      throw badInput([name], `${name} must be 0 to ${longestPage}.`)
  }
  for (const name of ['after', 'before'] as const) {
    const cursor = args[name]
    if (cursor != null && !isCursor(cursor))
      throw badInput([name], `${name} must be a cursor that this list has given.`)
  }
  for (const [one, other] of apart)
    if (args[one] != null && args[other] != null)
      throw badInput([other], `${other} can't stand beside ${one}.`)
}

/** A page goes one way: from the front after a cursor, or from the back before one. */
const apart = [
  ['first', 'last'],
  ['after', 'before'],
  ['first', 'before'],
  ['after', 'last'],
] as const

/** A row's id, as the connections of plugin-prisma spell it. */
export function isRowCursor(cursor: string): boolean {
  try {
    const id = parsePrismaCursor(cursor)
    return typeof id === 'string' && parseId(id) !== undefined
  } catch {
    return false
  }
}

/** Which rows a page may take from, in a list that is sorted by two columns. */
export interface Span {
  /** Beyond these values, which are a cursor's; undefined: from the end. */
  readonly beyond: readonly [string, string] | undefined
  readonly backwards: boolean
  /** One more than the page, to know whether there is more. */
  readonly take: number
}

interface Keys<Row> {
  /** What a cursor of this list reads as: two values, joined by `_`. */
  readonly form: RegExp
  /** The two values that the list is sorted by. */
  readonly keyOf: (row: Row) => readonly [string, string]
}

/**
 * A page of a list whose cursors are the values that it is sorted by, so that
 * a page is a range of an index, wherever it stands.
 *
 * @param load the rows of a span, in its direction.
 * @throws BAD_USER_INPUT naming the argument that asks for no page.
 */
export async function pageOf<Row extends object>(
  args: PageArgs,
  { form, keyOf }: Keys<Row>,
  load: (span: Span) => Promise<readonly Row[]>,
) {
  checkPage(args, (cursor) => form.test(readCursor(cursor)))
  const size = args.first ?? args.last ?? defaultPage
  const backwards = args.last != null || args.before != null
  const cursor = args.after ?? args.before
  const rows = await load({ beyond: keyIn(cursor), backwards, take: size + 1 })
  const taken = rows.slice(0, size)
  if (backwards) taken.reverse()
  const edges = taken.map((node) => ({ cursor: writeCursor(keyOf(node)), node }))
  const isMore = rows.length > size
  return {
    edges,
    pageInfo: {
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
      hasNextPage: backwards ? args.before != null : isMore,
      hasPreviousPage: backwards ? isMore : args.after != null,
    },
  }
}

const readCursor = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('utf8')

const writeCursor = (key: readonly [string, string]): string =>
  Buffer.from(key.join('_')).toString('base64url')

function keyIn(cursor: string | null | undefined): readonly [string, string] | undefined {
  if (cursor == null) return undefined
  const [first = '', second = ''] = readCursor(cursor).split('_')
  return [first, second]
}
