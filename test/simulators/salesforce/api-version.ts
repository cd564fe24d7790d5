/** The one API version that the simulator speaks. */
export const apiVersion = '68.0'

export const dataPath = `/services/data/v${apiVersion}`
