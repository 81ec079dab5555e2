import { readConfig } from '../config.ts'
import { openDatabaseServer } from '../database-server.ts'
import { migrate } from '../migrate.ts'
import { runOrExplain } from '../start-refused.ts'

await runOrExplain(async () => {
  const server = await openDatabaseServer(readConfig(process.env))
  try {
    const applied = await migrate(server.url)
    for (const name of applied) process.stdout.write(`applied ${name}\n`)
    if (applied.length === 0) process.stdout.write('nothing to apply\n')
    return 0
  } finally {
    await server.stop()
  }
})
