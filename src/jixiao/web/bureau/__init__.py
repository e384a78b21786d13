"""What the bureau looks at across many units."""
