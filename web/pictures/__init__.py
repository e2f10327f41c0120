"""Pictures made on the server: pure functions from plain data to places on a canvas, drawn by Jinja as SVG.

Each picture has an equal table beside it and carries classes only, never style attributes, so that one
stylesheet decides its colours for light, dark, grey and print.
"""
