import type { PointsAccrued } from '../../posting/command.ts'
import type { Context } from '../context.ts'

// What a grant answers, from memory; a repeat is read, as it is now.

export const accrualOf = ({ accrual: id, rows }: PointsAccrued, _args: object, { db }: Context) =>
  rows?.accrual ?? db.accrual.findUniqueOrThrow({ where: { id } })

export const walletOf = ({ wallet: id, rows }: PointsAccrued, _args: object, { db }: Context) =>
  rows?.wallet ?? db.wallet.findUniqueOrThrow({ where: { id } })
