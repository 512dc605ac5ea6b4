"""The chat page: a face of the assistant. It turns a question into one call, and its events into HTML.

`server` puts the page behind a web server, `page` lays it out with Gradio, and the other modules are
plain functions from values to text. Gradio is imported here and nowhere else, and only when a page is served.
"""
