// Fields that payloads and queries both show.
export const sums = 'status available held pending room'
export const accrualFields = 'id status amount test refusedCode availableAmount pendingAmount'
export const redemptionFields =
  'id status points capturedPoints refundedPoints otherAmount holdExpiresAt'
export const orderFields = `id status value quantity test
  counts { issued delivered registered expired void }`
