/** The product's server, once it runs. */
export interface ServerAddress {
  publicUrl: string
  /** Where it really listens. */
  origin: string
}
