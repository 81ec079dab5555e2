/** R35: 1 to 64 visible ASCII characters. */
export const isIdempotencyKey = (text: string): boolean => /^[!-~]{1,64}$/.test(text)

/** What a key stood for: plain values only, so that the same input always reads the same. */
export type Input =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | readonly Input[]
  | { readonly [name: string]: Input | undefined }

/**
 * R35: the one spelling of an input, in which two requests are compared: names
 * in order, what is left out gone, an instant as its milliseconds.
 */
export function canonical(input: Input): string {
  if (typeof input === 'bigint') return input.toString()
  if (input instanceof Date) return `@${input.getTime()}`
  if (input === null || typeof input !== 'object') return JSON.stringify(input)
  if (Array.isArray(input)) return `[${input.map(canonical).join()}]`
  const named = Object.entries(input as Record<string, Input | undefined>)
  const members = named
    .filter((member): member is [string, Input] => member[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${canonical(value)}`).join()}}`
}
