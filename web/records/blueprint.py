"""The blueprint that every page of this room joins."""

from flask import Blueprint

pages = Blueprint("records", __name__)
