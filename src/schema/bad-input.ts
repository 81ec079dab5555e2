import { GraphQLError, type ValueNode } from 'graphql'
import type { z } from 'zod'

/** Where a malformed value stands, for example `['input', 'amount']`; a list's items by position. */
export type InputPath = readonly string[]

/** A malformed value: nothing was looked up, and nothing was written. The sentence says what is wanted. */
export const badInput = (path: InputPath, sentence: string): GraphQLError =>
  new GraphQLError(sentence, { extensions: { code: 'BAD_USER_INPUT', path } })

/** The same for a scalar, which doesn't know where it stands, only in which literal. */
export const malformed = (sentence: string, literal?: ValueNode): GraphQLError =>
  new GraphQLError(sentence, { nodes: literal ?? null, extensions: { code: 'BAD_USER_INPUT' } })

/** What a sentence calls the value that stands there. */
const nameOf = (path: InputPath): string => String(path.at(-1) ?? 'The value')

/**
 * What a value reads as.
 *
 * @param shape its sentences go on after the field's name.
 * @throws BAD_USER_INPUT with the path of what is malformed in it.
 */
export function readInput<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  path: InputPath,
): z.output<Shape> {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const whole = [...path, ...(issue?.path ?? [])].map(String)
  throw badInput(whole, `${nameOf(whole)} ${issue?.message}`)
}
