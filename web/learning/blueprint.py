"""The blueprint that every page of this room joins."""

from flask import Blueprint

pages = Blueprint("learning", __name__)
