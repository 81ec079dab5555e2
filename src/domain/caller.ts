export const callerKinds = ['OPERATOR', 'PARTNER', 'AGENCY', 'MERCHANT', 'USER'] as const
export type CallerKind = (typeof callerKinds)[number]

/** Who is calling, as their key or token proved. */
export interface Caller {
  readonly kind: CallerKind
  /** The code of the partner, agency or merchant, the account's external id, the operator's name. */
  readonly code: string
}

/** R35: whose idempotency keys are one set: the operators' together, any other caller's own. */
export const callerScope = ({ kind, code }: Caller): string =>
  kind === 'OPERATOR' ? kind : `${kind}:${code}`

/** Whether a caller may use what belongs to that partner, agency, merchant or account. */
export const owns = (
  caller: Caller,
  kind: Exclude<CallerKind, 'OPERATOR'>,
  code: string,
): boolean => caller.kind === 'OPERATOR' || (caller.kind === kind && caller.code === code)

/** How the record of what was done names who did it. */
export const actorOf = ({ kind, code }: Caller): string => `${kind}:${code}`
