import { NavLink } from 'react-router'

/** The pages of one part of the console, side by side above the page that is open. */
export function SectionLinks({
  label,
  links,
}: {
  label: string
  links: readonly { to: string; label: string }[]
}) {
  return (
    <nav className="section-links" aria-label={label}>
      <ul>
        {links.map((link) => (
          <li key={link.to}>
            <NavLink to={link.to} end>
              {link.label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
