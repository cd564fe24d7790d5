/** A setting that the server cannot start with. The message is one line: the setting's name, what is wrong, what to do. */
export class ConfigError extends Error {
  constructor(setting: string, problem: string) {
    super(`${setting} ${problem.replaceAll(/\s+/g, ' ')}`)
    this.name = 'ConfigError'
  }
}
