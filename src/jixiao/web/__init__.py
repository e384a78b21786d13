"""The application in the browser: people, permission, state and history around what the rooms below work out."""
