"""The site, for the tests of its pages."""

from the_site import app, axe, browser_page, client, client_as, make_user, server, session_for

__all__ = ["app", "axe", "browser_page", "client", "client_as", "make_user", "server", "session_for"]
