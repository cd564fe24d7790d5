interface FormatRequest {
  propertiesList: Record<string, string | null>[]
}

/** HubSpot formats dates and money of properties for display. Here ISO dates and plain decimal amounts become readable; the rest stays as it is. */
export function formatProperties(request: unknown): Record<string, string | null>[] {
  // The SDK builds this request itself (`FormatCrmPropertiesRequest`).
  const { propertiesList } = request as FormatRequest
  return propertiesList.map((properties) =>
    Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, value === null ? null : formatted(value)]),
    ),
  )
}

function formatted(value: string): string {
  if (/^\d{4}-\d{2}-\d{2}(T.*)?$/.test(value)) {
    return new Date(value).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' })
  }
  return value
}
