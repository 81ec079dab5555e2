import { createEngine } from '../../src/posting/engine.ts'
import { isOverloaded } from '../../src/posting/fault.ts'
import { connectDatabase } from '../../src/server/database.ts'
import type { Asked, ChildOptions, Told } from './engine-messages.ts'

const { url, offsetMs: ahead = 0, ...options }: ChildOptions = JSON.parse(process.argv[2] ?? '')
const db = connectDatabase(url, { max: 2 })
let offsetMs = ahead
const engine = createEngine({ db, offsetMs: () => offsetMs, ...options })

async function carryOut(asked: Asked) {
  switch (asked.ask) {
    case 'post':
      return engine.post(asked.command)
    case 'postAll':
      return engine.postAll(asked.commands)
    case 'setClock':
      offsetMs = asked.offsetMs
      return null
    case 'drain':
      await engine.drain()
      return null
  }
}

const tell = (told: Told) => process.send?.(told)

process.on('message', (asked: Asked) => {
  const { id } = asked
  carryOut(asked).then(
    (value) => tell({ id, value }),
    (error: unknown) => tell({ id, fault: String(error), isOverloaded: isOverloaded(error) }),
  )
})
process.on('disconnect', () => process.exit())
