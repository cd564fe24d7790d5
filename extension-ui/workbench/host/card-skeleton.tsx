/** What HubSpot shows while an extension starts. */
export function CardSkeleton() {
  return (
    <div className="wb-skeleton" role="status" aria-label="Loading the card">
      <span style={{ width: '38%' }} />
      <span style={{ width: '74%' }} />
      <span style={{ width: '56%' }} />
    </div>
  )
}
