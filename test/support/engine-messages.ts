import type { Refusal } from '../../src/domain/refusal.ts'
import type { Answer, Command } from '../../src/posting/command.ts'
import type { EngineOptions } from '../../src/posting/engine.ts'

/** What an engine in a process of its own is told at its start. */
export interface ChildOptions extends Pick<EngineOptions, 'queueBound' | 'batchMax'> {
  readonly url: string
  readonly offsetMs?: number
}

export type Asked =
  | { readonly ask: 'post'; readonly id: number; readonly command: Command }
  | { readonly ask: 'postAll'; readonly id: number; readonly commands: readonly Command[] }
  | { readonly ask: 'setClock'; readonly id: number; readonly offsetMs: number }
  | { readonly ask: 'drain'; readonly id: number }

export type Told =
  | { readonly id: number; readonly value: Answer | Refusal | readonly (Answer | Refusal)[] | null }
  | { readonly id: number; readonly fault: string; readonly isOverloaded: boolean }
