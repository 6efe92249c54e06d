"""Single entries in staff's hands: found, changed through the same reader as a spreadsheet's row, and remembered."""
