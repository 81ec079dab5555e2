import { builder } from '../builder.ts'

export const JournalKind = builder.enumType('JournalKind', {
  description: 'Why points moved.',
  values: {
    DEPOSIT: { description: 'A prepaid partner paid, or a statement was paid (R12).' },
    ACCRUAL: { description: 'Points were granted (R3).' },
    RESERVATION: { description: 'Points were reserved in the budget (R10, R14).' },
    RELEASE: { description: 'Reserved points went back to the budget (R10, R18).' },
    COUPON_REGISTRATION: { description: 'A coupon was registered (R16).' },
    COUPON_EXPIRY: { description: 'A delivered coupon expired (R18).' },
    PENDING_FILL: { description: 'Pending points filled the room (R4).' },
    REDEMPTION: { description: 'Points were spent in one step (R20).' },
    HOLD: { description: 'Points were held for an order (R20).' },
    CAPTURE: { description: 'Held points were spent (R20).' },
    VOID: { description: 'Held points were released (R20).' },
    LAPSE: { description: 'Held points were released, because the hold ended (R20).' },
    REFUND: { description: 'Spent points came back (R25).' },
    EXPIRY: { description: 'Points expired (R27).' },
    FORFEIT: { description: 'A closing account lost its points (R26).' },
    PAYOUT: { description: 'A merchant was paid (R32).' },
  },
})

export const LedgerAccount = builder.enumType('LedgerAccount', {
  description: 'Where points are; each balance is the sum of its entries (R34).',
  values: {
    FUNDING: { description: 'The world outside: money paid in and out.' },
    CONTRACT_BUDGET: { description: 'What a contract may still grant, less its credit.' },
    CONTRACT_RESERVED: { description: 'What a contract has promised.' },
    WALLET_AVAILABLE: { description: 'What a user can spend.' },
    WALLET_HELD: { description: 'What is held for an order.' },
    WALLET_PENDING: { description: 'What waits for room under the cap.' },
    MERCHANT_PAYABLE: { description: 'What a merchant is owed.' },
    BREAKAGE: { description: 'What expired or was forfeited.' },
  },
})
