// Loaded before a service: it ends when the process that started it is gone, even one that was killed without warning.
import { setInterval } from 'node:timers'

const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
}, 500).unref()
