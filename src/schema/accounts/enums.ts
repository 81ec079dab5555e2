import { builder } from '../builder.ts'

export const AccountStatus = builder.enumType('AccountStatus', {
  description: 'Whether an account is in use.',
  values: {
    ACTIVE: { description: 'In use; also with a frozen wallet (R9).' },
    CLOSED: { description: 'Closed for ever; its points were forfeited (R26).' },
  },
})

export const WalletStatus = builder.enumType('WalletStatus', {
  description: 'What a wallet may do (R26).',
  values: {
    ACTIVE: { description: 'Earns and spends.' },
    FROZEN: { description: 'Neither earns nor spends; what is under way still reaches it.' },
    CLOSED: { description: 'Nothing at all, for ever.' },
  },
})

export const LotStatus = builder.enumType('LotStatus', {
  description: 'What has become of the points of one accrual.',
  values: {
    PENDING: { description: 'All that is left waits for room (R3).' },
    AVAILABLE: { description: 'Something remains or is held.' },
    EXHAUSTED: { description: 'All spent.' },
    EXPIRED: { description: 'What was left expired or was forfeited (R27, R26).' },
  },
})
