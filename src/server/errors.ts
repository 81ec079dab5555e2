/** The code of a system's or a database's error: ENOENT, EADDRINUSE, 3D000. */
export const codeOf = (error: unknown): string | undefined => textIn(error, 'code')

/** What led to an error, where it says so. */
export const causeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, 'cause') : undefined

/** What an error says, or the thrown thing itself as text. */
export const messageOf = (error: unknown): string => textIn(error, 'message') ?? String(error)

/** The first line that a failed program wrote, or else what the system said. */
export const faultOf = (error: unknown): string =>
  textIn(error, 'stderr')?.trim().split('\n')[0] || messageOf(error)

// Looks at the value, not its class: errors may come from another realm, as Node's own do in Jest.
function textIn(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : undefined
}
