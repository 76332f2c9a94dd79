"""The wing of the page makers: Markdown and a bibliography become published pages, checked before and after."""
